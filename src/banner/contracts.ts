import type { Erasure, StoredConsent } from '../../wwwroot/consenthub';
import type { Hub } from './core/findHub';
import type { Page } from './core/page';
import type { Notice, Source, Selection } from './shared/types';
import type { NoticeSource } from './parts/work/loadNotice';
import type { Modal } from './parts/work/modalHost';

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
  /** Additional notes for the first layer, unless loading them takes too long. */
  notes(): Promise<Node | undefined>;
  /** Makes a choice; where the site has an age threshold, asks for the age before it grants anything. */
  choose(selection: Selection): void;
  /** Goes on in a language, where it is offered; without one in that of the page, unless it takes too long. Answers whether it does. */
  translate(lang?: string): Promise<boolean>;
  /** Is this a frame in a page of ours, which asks for both? */
  follows(): Promise<boolean>;
  /** Sends consent signals to Google, Microsoft and the tag manager, as the site configures them. */
  signal(event: 'ready' | 'change'): true;
  countOutcome(outcome: 'shown' | 'dismissed' | 'gpc'): void;
  /** What is not urgent, once the first layer is shown: the button to reopen, counting, preloading. */
  finishBoot(dismissed: boolean, shown: boolean): void;
  /** A choice has been made: what is open closes. */
  close(): void;
  /** The first layer may be removed now: keeps the focus. */
  leave(): void;
  /** The page has changed: checks that our host is still in the document, and whether the page has its own button to reopen. */
  recheck(): void;
  debug(): void;
  /** Gates the marked elements of a shadow root too. Answers whether it could be. */
  watch(root: ShadowRoot): Promise<boolean>;
}

/** What the part `work` gives to the parts that it loads. */
export interface PartContext {
  readonly page: Page;
  /** Makes a choice; where the site has an age threshold, asks for the age before it grants anything. */
  readonly choose: (selection: Selection) => void;
  /** Makes a choice at once. */
  readonly decideOn: (selection: Selection) => void;
  readonly withdraw: (source: Source) => void;
  /** `goesOn` is called where the hub has accepted the erasure and is not done. */
  readonly erase: (goesOn?: () => void) => Promise<Erasure>;
  /** Has this browser a visitor id, and so something stored at the hub? */
  readonly known: () => boolean;
  /** Asks the hub for what it keeps of this visitor; null where nothing is known or no answer came. */
  readonly ask: (call: string) => Promise<Response | null>;
  /** Shows a modal dialog; null closes it. */
  readonly setModal: (modal: Modal | null) => void;
  /** Announces a text to screen readers politely; `seen` shows it too. */
  readonly say: (text: string, seen?: boolean) => void;
  /** The whole notice in the language shown, which the page goes on under; null where it can't be had now. */
  readonly whole: () => Promise<Notice | null>;
  /** Has the page handed over this shadow root? */
  readonly watches: (root: Node) => boolean;
}

/** What the script gets of this part. */
export interface WorkPart {
  readonly makeWork: (page: Page) => Work;
  readonly findNotice: (hub: Hub) => Promise<{ notice: Notice; noticeSource: NoticeSource } | null>;
}
