import type { Erasure, StoredConsent } from '../../../wwwroot/consenthub';
import type { Hub } from '../hub';
import type { Page } from '../page';
import type { Notice, Source, Wish } from '../types';
import type { Manner } from './loadNotice';
import type { Modal } from './stage';

/** What a page needs once something happens: a choice, something to clear, a frame to cover, the preference centre. */
export interface Work {
  /** Throws a TypeError that names an unknown id or a value that is no boolean. */
  save(choices: Record<string, boolean>, services?: Record<string, boolean>): void;
  /** Answers whether the preference centre could be had. */
  open(): Promise<boolean>;
  erase(): Promise<Erasure>;
  /** The server's answer to the last choice of this page. */
  answered(): StoredConsent | null;
  /** Sends what was chosen here and what earlier pages left; nothing where the part for it can't be had now, as with `clean`. */
  resume(): Promise<true | undefined>;
  /** Clears what is denied; `hunt` when tags of a denied category may still be running. */
  clean(hunt: boolean): Promise<true | undefined>;
  /** These marked elements are held: what a release had given them is taken back, and frames get a placeholder. */
  hold(elements: readonly Element[]): void;
  /** Some elements are marked by the inline stub or in the way of another tool: they get our own marks. */
  translateMarks(): void;
  /** What else there is to tell with the question, unless it takes too long to find out. */
  notes(): Promise<Node | undefined>;
  /** Makes a choice; who may be too young to allow anything is asked first. */
  choose(wish: Wish): void;
  /** Goes on in a language, where it is offered; without one in that of the page, unless it takes too long. Answers whether it does. */
  translate(lang?: string): Promise<boolean>;
  /** Is this a frame in a page of ours, which asks for both? */
  follows(): Promise<boolean>;
  /** Tells Google, Microsoft and the tag manager, as far as the site wants it. */
  signal(event: 'ready' | 'change'): true;
  countOutcome(outcome: 'shown' | 'dismissed' | 'gpc'): void;
  /** After what is to be seen has been shown: all that nobody waits for. */
  settle(dismissed: boolean, shown: boolean): void;
  /** A choice has been made: what is open closes. */
  close(): void;
  /** The first layer may be taken away now. */
  leave(): void;
  /** The page has changed: is our host still there, and has the page a way back of its own? */
  recheck(): void;
  debug(): void;
  /** Gates the marked elements of a shadow root too. Answers whether it could be. */
  watch(root: ShadowRoot): Promise<boolean>;
}

/** The work as parts that are loaded later still see it. */
export interface Desk {
  readonly page: Page;
  /** Makes a choice; who may be too young to allow anything is asked first. */
  readonly choose: (wish: Wish) => void;
  /** Makes a choice at once. */
  readonly decideOn: (wish: Wish) => void;
  readonly withdraw: (source: Source) => void;
  /** `goesOn` is called where the hub has accepted the erasure and is not done. */
  readonly erase: (goesOn?: () => void) => Promise<Erasure>;
  /** Is there a visitor id, and so something stored? */
  readonly known: () => boolean;
  /** Asks the hub for what it keeps of this visitor; null where nothing is known or no answer came. */
  readonly ask: (call: string) => Promise<Response | null>;
  /** Shows a dialog before everything else; null closes it. */
  readonly setModal: (modal: Modal | null) => void;
  /** Says something politely to those who listen to the page, and shows it too if it is to be `seen`. */
  readonly say: (text: string, seen?: boolean) => void;
  /** The whole notice in the language shown, which the page goes on under; null where it can't be had now. */
  readonly whole: () => Promise<Notice | null>;
  /** Has the page handed over this shadow root? */
  readonly watches: (root: Node) => boolean;
}

/** What the script gets of this part. */
export interface WorkPart {
  readonly makeWork: (page: Page) => Work;
  readonly findNotice: (hub: Hub) => Promise<{ notice: Notice; manner: Manner } | null>;
}
