/**
 * Types of `window.ConsentHub`, for site developers.
 *
 * Copy this file into a TypeScript project, or reference it:
 * `/// <reference path="consenthub.d.ts" />`
 */

/** One entry for every category of the site: `true` if it may run now. */
export type Choices = Readonly<Record<string, boolean>>;

/** What may run now: an entry for every category and every service of the site. */
export interface State {
  readonly choices: Choices;
  readonly services: Readonly<Record<string, boolean>>;
}

/** The detail of an event. */
export interface ConsentEvent extends State {
  /** The present state of what differs from the previous event; in the first event everything. */
  readonly changed: State;
}

/** The server's response to the last choice that reached it. */
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
  /** Path of its receipt on the hub's host; requires the header `Visitor-Id`. */
  readonly receipt: string;
}

/** Outcome of `erase()`. Everything optional is off in any case. If neither `erased` nor `accepted` is true, call it again later. */
export interface Erasure {
  readonly erased: boolean;
  /** The hub is certain to finish the erasure, and this page has stopped waiting for the result. */
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
  /** Resolves once the state is known; if it can't be known, everything optional is off. Never rejects. */
  readonly ready: Promise<Choices>;
  /**
   * May this category run now, or this one service of it? `false` for unknown ids and before `ready`. A visitor can switch
   * off one service of a granted category, so code that loads a service passes its id: `has('marketing', 'my_video')`.
   * Returns `false` for the id of a service alone, which is no category.
   */
  has(category: string, service?: string): boolean;
  /** The state of every category now. */
  readonly choices: Choices;
  /** The state of every service now, by its id. */
  readonly services: Readonly<Record<string, boolean>>;
  /**
   * Saves a choice. Categories that are left out keep their state. `services` names services that differ from their
   * category. Rejects with a TypeError for an unknown id or a value that is no boolean. Resolves when the choice is stored
   * in the browser; it is sent to the server afterwards. If the site has an age threshold and the visitor has not given an
   * age, a choice that would grant something first opens the question for the age. This call and `acceptAll` then resolve
   * with the state at that moment.
   */
  save(choices: Record<string, boolean>, services?: Record<string, boolean>): Promise<Choices>;
  acceptAll(): Promise<Choices>;
  rejectAll(): Promise<Choices>;
  /** Turns everything optional off at once and clears what it had stored. */
  withdraw(): Promise<Choices>;
  /** Opens the preference centre. */
  open(): Promise<void>;
  /** Shows the first layer if a choice is needed; for pages whose tag says `data-manual`. */
  show(): Promise<void>;
  /** Switches to another language of the site, for what is open and what opens later. Resolves to whether the site offers it and it could be loaded. */
  setLanguage(lang: string): Promise<boolean>;
  /**
   * Gates the marked elements inside a shadow root, open or closed, like those of the document. Call it once for each root,
   * for instance where a component creates it. Resolves to whether it succeeded; until then everything marked in it stays held.
   */
  watch(root: ShadowRoot): Promise<boolean>;
  /** The server's response to the last choice, or null before it has responded. */
  receipt(): StoredConsent | null;
  /** Turns everything optional off and requests the erasure of the visitor's records on the server. */
  erase(): Promise<Erasure>;
  /**
   * Says who is signed in, by a token that the site's server signed. The choice of this person then applies here, and what
   * this browser had is parked. Call it after each sign-in and on the first page of a visit. Resolves to whether it
   * succeeded; if not, nothing changed. Only with `consenthub-identity.js` on the page.
   */
  identify?(token: string): Promise<boolean>;
  /**
   * Removes everything of the signed-in person from this browser, and restores its own choice. Resolves to `false` while a
   * choice of the person has not reached the server; call it again then. Only with `consenthub-identity.js` on the page.
   */
  signOut?(): Promise<boolean>;
  /**
   * Calls `fn` on every event of this name, and at once if `ready` has already happened. `choices` has the categories;
   * `detail` also has the services and what has changed. Returns a function that removes `fn`.
   */
  on<E extends keyof ConsentHubEvents>(event: E, fn: (choices: ConsentHubEvents[E], detail: ConsentEvent) => void): () => void;
  /** Runs one queued call, as `['on', 'ready', fn]`, so that code written for the queue continues to work. */
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
