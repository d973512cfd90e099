import type { Choices, ConsentEvent, ConsentHubEvents, Erasure, State, StoredConsent } from '../../wwwroot/consenthub';
import type { Child } from './shared/dom';
import type { Choice, ConsentState, DeclaredStorage, Memory, NewChoice, Notice, Selection, Source } from './shared/types';

/** What the script and its parts know of each other. Types alone: nothing of this file is in any script. */

/** The hub's address, and the site for which the script is on the page. */
export interface Hub {
  /** Address without a trailing slash; may have a path. */
  readonly base: string;
  readonly site: string;
  /** Build of the code. */
  readonly banner: string;
  /** Language asked for in the address; nothing when the page's own decides. */
  readonly lang: string | undefined;
  /** The earlier value of `window.ConsentHub`: the queue, on which the inline stub waits for an answer. */
  readonly queue: object;
  /** The script's own tag. */
  readonly tag: HTMLScriptElement;
  /** The script's own way to load a part, since a page allows its Trusted Types policy once. */
  readonly loadPart: <T>(hub: Hub, name: string, integrity: string) => () => Promise<T | undefined>;
}

/**
 * Where a page's notice came from: inlined in the script; fetched, and then stored for when the hub is unavailable; or
 * remembered from an earlier page, and then nobody is asked.
 */
export type NoticeSource = 'inlined' | 'fetched' | 'remembered';

export type EventName = keyof ConsentHubEvents;

export interface Events {
  on(event: EventName, listener: (choices: Choices, detail: ConsentEvent) => void): () => void;
  emit(event: EventName, state: State): void;
}

export interface Scripts {
  /** Takes held scripts in document order; each one that may run is started exactly once, and its copy follows it. */
  enqueue(held: readonly HTMLScriptElement[]): void;
  /** Is an inline script waiting for the parser to reach its end? */
  waiting(): boolean;
}

export interface Gate {
  /** Releases what is allowed, in document order. */
  sweep(): void;
  mayRun(element: Element): boolean;
  /** What may run until the page is left, whatever its category. */
  readonly onceAllowed: WeakSet<Element>;
}

/** Our elements on the page: the host, the container in its shadow root, and the first layer. */
export interface Shell {
  readonly host: HTMLElement;
  /** Returns the container, made when first needed, with its host in the document. */
  mount(notice: Notice): HTMLElement;
  /** Replaces the first layer, with an additional note, or removes it. */
  ask(view: { notice: Notice } | false, more?: Child): void;
  /** The first layer while it is shown; a modal takes it out of the document for a time. */
  asked(): HTMLElement | false;
}

/** What the parts that are loaded later work on. */
export interface Page {
  readonly hub: Hub;
  readonly noticeSource: NoticeSource;
  readonly gate: Gate;
  readonly shell: Shell;
  readonly events: Events;
  readonly state: () => ConsentState;
  /** `<html lang>` when the page was loaded. */
  readonly bootLang: string;
  /** What only the script itself has, so that no part brings it along. */
  readonly consentState: (notice: Notice, choice: Choice | null, memory: Memory | null) => ConsentState;
  readonly dress: (host: HTMLElement, notice: Notice, more?: string, beside?: Element) => HTMLElement;
  readonly themeCss: (notice: Notice) => string;
  readonly createScripts: (mayRun: (script: HTMLScriptElement) => boolean, root: ParentNode) => Scripts;
  /** Sets another state: releases and holds elements by it. */
  readonly setState: (next: ConsentState) => void;
  /** Another page of this visitor may have chosen meanwhile. */
  readonly look: () => void;
  /** Notifies the page's listeners and the signals of others of the state. */
  readonly notifyPage: () => void;
  /** Sets another state, closes what is open, asks if needed, and notifies the page. */
  readonly applyState: (next: ConsentState) => void;
  /** Closes the first layer without an answer. */
  readonly dismiss: () => void;
  /** Makes a choice: saved locally first, then obeyed, then shown and announced to the page, then sent. */
  readonly decideOn: (newChoice: NewChoice) => void;
}

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

/** A modal dialog of ours, such as the preference centre. */
export interface Modal {
  open(): void;
  close(): void;
  /** The page goes on in another language. */
  translate?(notice: Notice): void;
}

/** The parts that the part `work` loads when they are needed. */
export interface LaterParts {
  readonly checks: LoadChecks;
  readonly save: () => Promise<MakeSave | undefined>;
  readonly preferences: () => Promise<MakePreferences | undefined>;
  readonly records: () => Promise<CreateRecords | undefined>;
  readonly age: () => Promise<AskAge | undefined>;
  readonly embeds: () => Promise<MakeCover | undefined>;
  readonly roots: () => Promise<MakeRoots | undefined>;
  readonly marks: () => Promise<MakeTranslate | undefined>;
  readonly debug: () => Promise<MakeDebugger | undefined>;
}

/** The rules for what comes as data. Undefined where they can't be had now, and then nothing is believed. */
export type LoadChecks = () => Promise<Checks | undefined>;

/** What a page needs that has pinned our code, and so trusts data less than code. */
export interface Checks {
  readonly faultOf: (found: unknown, site: string) => string;
  readonly createAccepted: (site: string, met: ConsentState) => Accepted;
}

/** What may be cleared at the word of a notice that came as data. */
export interface Accepted {
  /** A choice has been made under this state: what it allows, and what its model allowed before it was asked, may be cleared one day. */
  learn(state: ConsentState): void;
  has(storage: DeclaredStorage): boolean;
}

/** `accepted` is given where a notice that came as data may not alone decide what is cleared. */
export type MakeSave = (context: PartContext, accepted?: Promise<Accepted | undefined>) => Save;

/** What follows a locally saved choice: it is sent, what it denies is cleared, and one day it is erased. */
export interface Save {
  /** Sends what was chosen here and what earlier pages left, and records a signal that has to be recorded. */
  resume(): true;
  /** Clears what is denied; `hunt` when tags of a denied category may still be running, and then the page is reloaded where the site wants it. */
  clean(hunt: boolean): Promise<true>;
  /** `goesOn` is called where the hub has accepted the erasure and is not done. */
  erase(goesOn?: () => void): Promise<Erasure>;
  /** The server's answer to the last choice of this page. */
  answered(): StoredConsent | null;
  /** The visitor of this browser; where cookies are blocked, of this page. */
  visitorId(): string | null;
}

/** `records` is given where something is stored of this visitor and the part could be loaded. */
export type MakePreferences = (context: PartContext, notice: Notice, records?: CreateRecords) => Modal;

export type CreateRecords = (context: PartContext, notice: Notice) => HTMLElement;

export type AskAge = (context: PartContext, selection: Selection) => Promise<void>;

export type MakeCover = (context: PartContext) => Cover;

export type Cover = (frames: readonly HTMLIFrameElement[]) => Promise<void>;

export type MakeTranslate = (context: PartContext) => Translate;

/** Gives every element that is marked otherwise our own marks; called again whenever the page may have more of them. */
export type Translate = () => void;

export type MakeRoots = (page: Page) => Roots;

/** Shadow roots that the page has handed over: the gate sees into the document alone. */
export interface Roots {
  /** Throws a TypeError for anything else than a shadow root. */
  add(root: ShadowRoot): void;
  has(root: Node): boolean;
  /** Releases inside what is allowed, and answers what is held and no script. */
  sweep(): Element[];
}

export type MakeDebugger = (context: PartContext) => void;
