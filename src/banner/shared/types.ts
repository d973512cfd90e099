/** The domain's types. The wire shapes follow the notice of the HTTP contract. */

export type Model = 'opt_in' | 'opt_out' | 'notice_only';

export type Action = 'accept_all' | 'reject_all' | 'save' | 'withdraw' | 'object' | 'gpc';
export type Source = 'banner' | 'preferences' | 'placeholder' | 'api' | 'signal';

export type StorageKind = 'cookie' | 'local_storage' | 'session_storage' | 'indexed_db' | 'cache' | 'pixel';

export interface DeclaredStorage {
  readonly name: string;
  readonly kind: StorageKind;
  readonly domain?: string;
  readonly duration?: string;
}

/** The first layer carries id, hosts, and the name and kind of what a service stores; the rest comes with the whole notice. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly purpose?: string;
  readonly policyUrl?: string;
  readonly hosts: readonly string[];
  readonly cookies: readonly DeclaredStorage[];
  readonly transfers?: readonly { readonly country: string; readonly safeguard: string }[];
}

export interface Category {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly required: boolean;
  /** State before any choice, under the notice's own model. */
  readonly default: boolean;
  /** Denied under Global Privacy Control. */
  readonly gpc: boolean;
  /** Legal basis (GDPR Art. 6(1)); only the whole notice has it. */
  readonly basis?: string;
  readonly services: readonly Service[];
}

/** Colours by the names of the style sheet's custom properties, resolved and checked by the hub. */
export type Palette = Readonly<Record<string, string>>;

export interface Theme {
  readonly layout: 'box' | 'bar' | 'modal';
  readonly position: 'bottom' | 'top' | 'bottom_left' | 'bottom_right' | 'center';
  readonly radius: number;
  readonly scheme: 'auto' | 'light' | 'dark';
  readonly font: 'inherit' | 'system';
  readonly light: Palette;
  readonly dark: Palette;
}

/** The consent signals of other vendors that a category controls. */
export type SignalTypes = Readonly<Record<string, readonly string[]>>;

export interface Signals {
  readonly google: {
    readonly waitForUpdate: number;
    readonly adsDataRedaction: boolean;
    readonly urlPassthrough: boolean;
    readonly types: SignalTypes;
  } | null;
  readonly uet: SignalTypes | null;
  readonly clarity: SignalTypes | null;
  readonly dataLayer: boolean;
  /** Name of the data layer on `window`. */
  readonly dataLayerName: string;
}

export interface Notice {
  readonly site: string;
  readonly version: number;
  readonly validSince: number;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly region: string;
  readonly model: Model;
  readonly languages: readonly string[];
  readonly categories: readonly Category[];
  readonly texts: Readonly<Record<string, string>>;
  readonly theme: Theme;
  readonly cookie: { readonly domain: string | null; readonly maxAge: number };
  /** Seconds that a choice is valid: one that grants something optional, and one that grants nothing. */
  readonly reask: { readonly granted: number; readonly refused: number };
  readonly links: Readonly<Record<string, string>>;
  /** Who is responsible and whom to ask; only the whole notice has them. */
  readonly controller?: Readonly<Record<string, string | undefined>>;
  readonly privacyContact?: Readonly<Record<string, string | undefined>>;
  readonly supervisoryAuthority?: { readonly name: string; readonly url?: string };
  readonly sale?: 'none' | 'sale' | 'sharing' | 'undetermined';
  readonly support?: string;
  readonly residency?: readonly string[];
  readonly retention?: readonly { readonly name: string; readonly period?: string; readonly after?: string; readonly whileText?: string; readonly basis?: string }[];
  readonly publishedAt?: string;
  /** What holds where the visitor is. The hub adds it to the response; it is no part of the notice. */
  readonly local?: {
    readonly authority?: { readonly country: string; readonly name: string; readonly url: string };
    /** A sentence, and the rights by law that it introduces; no rights if the hub has no list for the region. */
    readonly rights?: { readonly text: string; readonly list: readonly string[] };
    /** The text of the link to the page for privacy requests; absent if the site takes none. */
    readonly requests?: string;
  };
  /** The version that is to follow: a sentence with the time, and one for each change. The hub adds it to the response; it is no part of the notice. */
  readonly announced?: { readonly text: string; readonly changes: readonly string[] };
  readonly age: { readonly threshold: number } | null;
  readonly signals: Signals | null;
  readonly reloadOnWithdraw: boolean;
  readonly recordPage: boolean;
}

/** The content of the cookie `ch_{site}`. */
export interface Choice {
  readonly notice: number;
  /** Unix seconds of the decision. */
  readonly at: number;
  readonly model: Model;
  readonly granted: readonly string[];
  /** Only services that differ from their category. */
  readonly services: ReadonlyMap<string, boolean>;
}

/** What this browser remembers beside the cookie. */
export interface Memory {
  readonly v: 1;
  /** The content of the choice that this memory belongs to. */
  readonly choice: string;
  /** Id of the last record, for `previous`; none if the part `save` has not made one yet. */
  readonly id?: string | undefined;
  /** Was Global Privacy Control on when the visitor chose? */
  readonly gpc: boolean;
  /**
   * Unix seconds at which the visitor stated an age below the notice's threshold; nothing optional can be granted then.
   * The age is not stored.
   */
  readonly young?: number | undefined;
  /** The cookie's value, if cookies are blocked. */
  readonly kept?: string | undefined;
  /** Choices that the part `save` has not taken over yet. */
  readonly unsent?: readonly PendingChoice[];
}

export type Ask = 'none' | 'first' | 'outdated' | 'expired' | 'stricter_model';

export interface Decision {
  readonly categories: ReadonlyMap<string, boolean>;
  readonly services: ReadonlyMap<string, boolean>;
  readonly ask: Ask;
  /** Optional categories that are off while the browser sends Global Privacy Control. */
  readonly gpc: readonly string[];
  /** The visitor has stated an age below the notice's threshold: everything optional is off, and nothing is asked. */
  readonly young?: boolean | undefined;
  /** Global Privacy Control decided for the visitor: nothing is asked. */
  readonly silent: boolean;
  /** The signal came after a stored choice that was made without it; if the signal overrides that choice, the override must be recorded. */
  readonly signal: boolean;
}

/** The state of every category and service that a visitor, or the page's code, selects, and how. */
export interface Selection {
  readonly action: Action;
  readonly source: Source;
  /** The wanted state of a category. */
  readonly category: (id: string) => boolean;
  /** The wanted state of a service; absent, each follows its category. */
  readonly service?: (id: string) => boolean;
}

/** Everything that is granted: categories, including the required ones, and services that differ from their category. */
export interface Grants {
  readonly granted: readonly string[];
  readonly services: ReadonlyMap<string, boolean>;
}

/** A choice to make: what it grants, and how it was made. */
export interface NewChoice extends Grants {
  readonly action: Action;
  readonly source: Source;
}

/** A choice that the part `save` has not taken over yet, with the notice that was shown; `at` is in milliseconds by this browser's clock. */
export interface PendingChoice {
  readonly at: number;
  /** The choice as its cookie's value, with notice and model. */
  readonly said: string;
  /** The previous choice in the same form but without its time; empty if none was made. */
  readonly before: string;
  readonly notice: Notice;
  readonly banner: string;
  readonly action: Action;
  readonly source: Source;
  readonly gpc: boolean;
  /** Path of the page, if the site records it. */
  readonly page: string | false | undefined;
}

/** The body of a choice on the wire, without `elapsed`, which is computed at every send. */
export interface ConsentBody extends Pick<PendingChoice, 'banner' | 'action' | 'source' | 'gpc'> {
  readonly notice: number;
  readonly model: Model;
  readonly lang: string;
  readonly region: string;
  /** True if something optional is granted under a notice with an age threshold, after the visitor was asked for the age. */
  readonly ofAge?: boolean | undefined;
  readonly page?: string | undefined;
  readonly choices: Readonly<Record<string, boolean>>;
  readonly services?: Readonly<Record<string, boolean>> | undefined;
  readonly id: string;
  readonly visitorId: string;
  readonly previous?: string | undefined;
}

/** A choice to send to the server. */
export interface Item {
  readonly body: ConsentBody;
  /** Milliseconds of the decision, by this browser's clock. */
  readonly at: number;
  readonly tries: number;
  /** Milliseconds by this browser's clock; the item is not sent before. */
  readonly next: number;
  /**
   * Parked: the server has refused the choice, or takes no more choices of this visitor today, so later items are sent
   * first. The stored format uses this name.
   */
  readonly aside: boolean;
}

/** Everything known at one moment. Immutable: a change makes a new object. */
export interface ConsentState {
  readonly notice: Notice;
  readonly choice: Choice | null;
  readonly memory: Memory | null;
  readonly decision: Decision;
}
