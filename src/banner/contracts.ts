import type { Choices, ConsentEvent, ConsentHubEvents, Erasure, State, StoredConsent } from '../../wwwroot/consenthub';
import type { Child } from './shared/dom';
import type { Choice, ConsentState, DeclaredStorage, Memory, NewChoice, Notice, Selection, Source } from './shared/types';

/** The interfaces between the script and its parts. This file has only types, so nothing of it reaches a built script. */

/** The hub's address, and the site for which the script is on the page. */
export interface Hub {
  /** Address without a trailing slash; may have a path. */
  readonly base: string;
  readonly site: string;
  /** Build of the code. */
  readonly banner: string;
  /** Language requested in the address of the script; absent if the page's language decides. */
  readonly lang: string | undefined;
  /** The earlier value of `window.ConsentHub`: the queue of calls. The inline stub reads `allow` from it. */
  readonly queue: object;
  /** The script's own tag. */
  readonly tag: HTMLScriptElement;
  /** Loads a part. Only the script can do this, because a page lets it create its Trusted Types policy only once. */
  readonly loadPart: <T>(hub: Hub, name: string, integrity: string) => () => Promise<T | undefined>;
}

/**
 * Where a page's notice came from. `inlined`: in the script. `fetched`: requested from the hub, and stored in case the
 * hub is unavailable later. `remembered`: stored by an earlier page; the visitor is then not asked for a choice.
 */
export type NoticeSource = 'inlined' | 'fetched' | 'remembered';

export type EventName = keyof ConsentHubEvents;

export interface Events {
  on(event: EventName, listener: (choices: Choices, detail: ConsentEvent) => void): () => void;
  emit(event: EventName, state: State): void;
}

export interface Scripts {
  /** Takes held scripts in document order. Each one that is allowed to run is started exactly once, as a copy beside the held script. */
  enqueue(held: readonly HTMLScriptElement[]): void;
  /** Is an inline script waiting for the parser to reach its end? */
  waiting(): boolean;
}

export interface Gate {
  /** Releases what is allowed, in document order. */
  sweep(): void;
  mayRun(element: Element): boolean;
  /** Elements that may run until the visitor leaves the page, even if their category is denied. */
  readonly onceAllowed: WeakSet<Element>;
}

/** Our elements on the page: the host, the container in its shadow root, and the first layer. */
export interface Shell {
  readonly host: HTMLElement;
  /** Returns the container, made when first needed, with its host in the document. */
  mount(notice: Notice): HTMLElement;
  /** Shows a new first layer instead of the present one, with an additional note if given; `false` removes it. */
  ask(view: { notice: Notice } | false, more?: Child): void;
  /** The first layer while it is shown; a modal removes it from the document for a time. */
  asked(): HTMLElement | false;
}

/** What the script gives to its parts. */
export interface Page {
  readonly hub: Hub;
  readonly noticeSource: NoticeSource;
  readonly gate: Gate;
  readonly shell: Shell;
  readonly events: Events;
  readonly state: () => ConsentState;
  /** `<html lang>` when the page was loaded. */
  readonly bootLang: string;
  /** Functions of the script itself, passed on so that no part needs a copy. */
  readonly consentState: (notice: Notice, choice: Choice | null, memory: Memory | null) => ConsentState;
  readonly dress: (host: HTMLElement, notice: Notice, more?: string, beside?: Element) => HTMLElement;
  readonly themeCss: (notice: Notice) => string;
  readonly createScripts: (mayRun: (script: HTMLScriptElement) => boolean, root: ParentNode) => Scripts;
  /** Sets a new state: releases and holds elements accordingly. */
  readonly setState: (next: ConsentState) => void;
  /** Reads the stored choice again, which another page may have changed, and applies it if it differs. */
  readonly look: () => void;
  /** Notifies the page's listeners of the state and sends the consent signals. */
  readonly notifyPage: () => void;
  /** Sets a new state, closes what is open, asks if needed, and notifies the page. */
  readonly applyState: (next: ConsentState) => void;
  /** Closes the first layer without a choice. */
  readonly dismiss: () => void;
  /** Makes a choice: saves it locally first, then releases and holds elements, notifies the page, and sends the choice. */
  readonly decideOn: (newChoice: NewChoice) => void;
}

/** What a page needs once something happens: a choice, something to clear, a frame to cover, the preference centre. */
export interface Work {
  /** Throws a TypeError that names an unknown id or a value that is no boolean. */
  save(choices: Record<string, boolean>, services?: Record<string, boolean>): void;
  /** Returns whether the preference centre could be loaded. */
  open(): Promise<boolean>;
  erase(): Promise<Erasure>;
  /** The server's response to the last choice of this page. */
  answered(): StoredConsent | null;
  /**
   * Sends the choices of this page and those left unsent by earlier pages. Undefined if the part `save` can't be loaded
   * now; nothing is sent then.
   */
  resume(): Promise<true | undefined>;
  /**
   * Clears what denied services stored; `hunt` if their tags may still be running. Undefined if the part `save` can't be
   * loaded now; nothing is cleared then.
   */
  clean(hunt: boolean): Promise<true | undefined>;
  /** Holds these marked elements: removes what a release had set, and gives frames a placeholder. */
  hold(elements: readonly Element[]): void;
  /** Gives our own marks to elements that the inline stub or another tool has marked. */
  translateMarks(): void;
  /** Additional notes for the first layer; undefined if loading them takes too long. */
  notes(): Promise<Node | undefined>;
  /** Makes a choice; if the site has an age threshold, asks for the age before it grants anything. */
  choose(selection: Selection): void;
  /**
   * Switches to a language if the site offers it. Without an argument: to the page's language, unless loading takes too
   * long. Returns whether the site offers the language and it could be loaded.
   */
  translate(lang?: string): Promise<boolean>;
  /** Is this page a frame inside a page with ConsentHub? Then the outer page asks the visitor for both. */
  follows(): Promise<boolean>;
  /** Sends consent signals to Google, Microsoft and the tag manager, as the site configures them. */
  signal(event: 'ready' | 'change'): true;
  countOutcome(outcome: 'shown' | 'dismissed' | 'gpc'): void;
  /** Work that can wait until the first layer is shown: the button to reopen, counting, preloading. */
  finishBoot(dismissed: boolean, shown: boolean): void;
  /** Closes what is open, after a choice. */
  close(): void;
  /** Call before the first layer is removed. If it has the focus, the focus returns to where it was before. */
  leave(): void;
  /** The page has changed: checks that our host is still in the document, and whether the page has its own button to reopen. */
  recheck(): void;
  debug(): void;
  /** Gates the marked elements of a shadow root too. Returns whether that succeeded. */
  watch(root: ShadowRoot): Promise<boolean>;
}

/** What the part `work` gives to the parts that it loads. */
export interface PartContext {
  readonly page: Page;
  /** Makes a choice; if the site has an age threshold, asks for the age before it grants anything. */
  readonly choose: (selection: Selection) => void;
  /** Makes a choice at once. */
  readonly decideOn: (selection: Selection) => void;
  readonly withdraw: (source: Source) => void;
  /** Calls `goesOn` if the hub has accepted the erasure but not finished it yet. */
  readonly erase: (goesOn?: () => void) => Promise<Erasure>;
  /** Does this browser have a visitor id? Only then does the hub store anything of this visitor. */
  readonly known: () => boolean;
  /** The visitor of this browser; null before a choice. */
  readonly visitorId: () => string | null;
  /** Requests what the hub stores of this visitor; null if it stores nothing or does not respond. */
  readonly ask: (call: string) => Promise<Response | null>;
  /** Shows a modal dialog; null closes it. */
  readonly setModal: (modal: Modal | null) => void;
  /** Announces a text to screen readers politely; `seen` shows it too. */
  readonly say: (text: string, seen?: boolean) => void;
  /** Loads the whole notice in the language shown and switches the page to it; null if it can't be loaded now. */
  readonly whole: () => Promise<Notice | null>;
  /** Has the page registered this shadow root? */
  readonly watches: (root: Node) => boolean;
}

/** What the part `work` gives to the script. */
export interface WorkPart {
  readonly makeWork: (page: Page) => Work;
  readonly findNotice: (hub: Hub) => Promise<{ notice: Notice; noticeSource: NoticeSource } | null>;
}

/** A modal dialog of ours, such as the preference centre. */
export interface Modal {
  open(): void;
  close(): void;
  /** The page has switched to another language. */
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

/** Loads the checks for notices that come as data. Undefined if the part can't be loaded now; no such notice is accepted then. */
export type LoadChecks = () => Promise<Checks | undefined>;

/** The checks of the hub's data on a page that has pinned our code: it trusts the data less than the code. */
export interface Checks {
  readonly checkShape: (found: unknown, site: string) => string;
  readonly createAccepted: (site: string, met: ConsentState) => Accepted;
}

/** What a notice that came as data may clear. */
export interface Accepted {
  /**
   * Call for a choice made under this state. What the granted services declare may be cleared later; under a laxer model
   * than `opt_in`, what every optional service declares.
   */
  learn(state: ConsentState): void;
  has(storage: DeclaredStorage): boolean;
}

/** `accepted` is given if a notice that came as data must not alone decide what is cleared. */
export type MakeSave = (context: PartContext, accepted?: Promise<Accepted | undefined>) => Save;

/** What follows a locally saved choice: sending it, clearing what it denies, and erasing it later. */
export interface Save {
  /** Sends the choices of this page and those that earlier pages left, and records a signal that must be recorded. */
  resume(): true;
  /**
   * Clears what denied services stored; `hunt` if their tags may still be running. With `hunt` it also reloads the page
   * if the site configures that.
   */
  clean(hunt: boolean): Promise<true>;
  /** Calls `goesOn` if the hub has accepted the erasure but not finished it yet. */
  erase(goesOn?: () => void): Promise<Erasure>;
  /** The server's response to the last choice of this page. */
  answered(): StoredConsent | null;
  /** The visitor of this browser, or of this page if cookies are blocked. */
  visitorId(): string | null;
}

/** `records` is given if the hub stores something of this visitor and the part could be loaded. */
export type MakePreferences = (context: PartContext, notice: Notice, records?: CreateRecords) => Modal;

export type CreateRecords = (context: PartContext, notice: Notice) => HTMLElement;

export type AskAge = (context: PartContext, selection: Selection) => Promise<void>;

export type MakeCover = (context: PartContext) => Cover;

export type Cover = (frames: readonly HTMLIFrameElement[]) => Promise<void>;

export type MakeTranslate = (context: PartContext) => Translate;

/** Gives our own marks to every element marked for another tool; called again whenever the page may have more of them. */
export type Translate = () => void;

export type MakeRoots = (page: Page) => Roots;

/** Shadow roots that the page has registered: the gate itself sees only the document. */
export interface Roots {
  /** Throws a TypeError for anything but a shadow root. */
  add(root: ShadowRoot): void;
  has(root: Node): boolean;
  /** Releases what is allowed inside, and returns the held elements that are not scripts. */
  sweep(): Element[];
}

export type MakeDebugger = (context: PartContext) => void;
