/**
 * Types of `window.ConsentHub`, for site developers.
 *
 * Copy this file into a TypeScript project, or reference it:
 * `/// <reference path="consenthub.d.ts" />`
 */

/** One entry for every category of the site: `true` where it may run now. */
export type Choices = Readonly<Record<string, boolean>>;

/** What may run now: an entry for every category and every service of the site. */
export interface State {
  readonly choices: Choices;
  readonly services: Readonly<Record<string, boolean>>;
}

/** What an event tells. */
export interface ConsentEvent extends State {
  /** What differs from the event before, with its present state; everything in the first one. */
  readonly changed: State;
}

/** What the server answered to the last choice that reached it. */
export interface StoredConsent {
  readonly id: string;
  readonly visitor: string;
  readonly notice: number;
  readonly choices: Choices;
  readonly services?: Choices;
  readonly action: string;
  readonly decidedAt: string;
  readonly recordedAt: string;
  readonly expiresAt: string;
  /** Position in the site's log. */
  readonly leafIndex: number;
  /** Path of its receipt on the hub's host; asked for with the header `Visitor-Id`. */
  readonly receipt: string;
}

/** Outcome of `erase()`. Everything optional is off either way; `erased: false` means: call it again later. */
export interface Erasure {
  readonly erased: boolean;
  /** The hub is sure to finish the erasure, and this page has stopped waiting for its end. */
  readonly accepted?: boolean;
  /** The server's statement of what was erased. */
  readonly statement?: unknown;
}

export interface ConsentHubEvents {
  /** The first state is known and marked elements have been released or held. */
  ready: Choices;
  /** A choice changed what may run, here or in another tab. */
  change: Choices;
  /** The preference centre has opened. */
  open: Choices;
}

export interface ConsentHubApi {
  /** Settles once the state is known; where nothing can be known, everything optional is off. Never rejects. */
  readonly ready: Promise<Choices>;
  /**
   * May this category run now, or this one service of it? `false` for what is unknown and before `ready`. A visitor can
   * switch off one service of a granted category: code that loads a service asks with its id, as `has('marketing', 'my_video')`.
   * The id of a service alone is no category, and answers `false`.
   */
  has(category: string, service?: string): boolean;
  /** The state of every category now. */
  readonly choices: Choices;
  /** The state of every service now, by its id. */
  readonly services: Readonly<Record<string, boolean>>;
  /**
   * Saves a choice. Categories that are left out keep their state. `services` names services that shall
   * differ from their category. Rejects with a TypeError for an unknown id or a value that is no boolean.
   * Resolves when the choice is kept in the browser; the server hears of it afterwards. Where the site has a threshold of
   * age that nobody has answered, a choice that would grant something opens that question first, and this resolves with
   * the state as it is until then; so does `acceptAll`.
   */
  save(choices: Record<string, boolean>, services?: Record<string, boolean>): Promise<Choices>;
  acceptAll(): Promise<Choices>;
  rejectAll(): Promise<Choices>;
  /** Turns everything optional off at once and clears what it had stored. */
  withdraw(): Promise<Choices>;
  /** Opens the preference centre. */
  open(): Promise<void>;
  /** Shows the first layer where there is something to ask; for pages whose tag says `data-manual`. */
  show(): Promise<void>;
  /** Goes on in another language of the site, in what is open and what opens later. Resolves to whether it is offered and could be had. */
  setLanguage(lang: string): Promise<boolean>;
  /**
   * Gates the marked elements inside a shadow root, open or closed, as those of the document: call it once for each root,
   * as where a component makes its own. Resolves to whether it could be done; until then everything marked in it stays held.
   */
  watch(root: ShadowRoot): Promise<boolean>;
  /** The server's answer to the last choice, or null where it has not answered yet. */
  receipt(): StoredConsent | null;
  /** Turns everything off and asks the server to erase what it holds on this visitor. */
  erase(): Promise<Erasure>;
  /**
   * Calls `fn` on every such event, at once for a `ready` that has passed, with the categories and, in `detail`, with the
   * services and what has changed. Returns the way to stop.
   */
  on<E extends keyof ConsentHubEvents>(event: E, fn: (choices: ConsentHubEvents[E], detail: ConsentEvent) => void): () => void;
  /** Runs one queued call, as `['on', 'ready', fn]`; lets code written for the queue go on working. */
  push(call: readonly [method: string, ...args: unknown[]]): void;
}

declare global {
  interface Window {
    /** Before the script has loaded this may be a plain array of queued calls. */
    ConsentHub: ConsentHubApi;
  }
  interface DocumentEventMap {
    'consenthub:ready': CustomEvent<ConsentEvent>;
    'consenthub:change': CustomEvent<ConsentEvent>;
    'consenthub:open': CustomEvent<ConsentEvent>;
  }
}
