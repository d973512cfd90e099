import { record, stateOf } from '../shared/publicState';
import { allowed } from './consentState';
import type { Choices, ConsentHubApi, State, StoredConsent } from '../../../wwwroot/consenthub';
import type { ConsentState, Source } from '../shared/types';
import type { Events, Work } from '../contracts';

/** What the public API calls in the rest of the banner. */
export interface Inner {
  readonly state: () => ConsentState;
  /** Allows or refuses everything optional. */
  decideAll(action: 'accept_all' | 'reject_all' | 'withdraw', source: Source): void;
  open(): Promise<void>;
  /** Shows the first layer if the visitor must be asked. */
  show(): Promise<void>;
  receipt(): StoredConsent | null;
  /** Runs a step with the part `work`; does nothing if it can't be loaded now. */
  doWork<T>(step: (work: Work) => T | Promise<T>): Promise<T | undefined>;
}

/** `window.ConsentHub`. If the page could not start, everything is denied, and every call returns accordingly. */
export function createApi(starting: Promise<Inner | null> | Inner | null, events: Events): ConsentHubApi {
  let inner = starting instanceof Promise ? null : starting;
  const state = (): State => inner ? stateOf(inner.state()) : { choices: record([]), services: record([]) };
  const choices = (): Choices => state().choices;

  const ready = (async () => {
    inner = await starting;
    return choices();
  })();
  // Emitted after `ready` resolves, so that listeners from a queue written before the script are registered.
  void ready.then(() => events.emit('ready', state()));

  const later = <A extends unknown[], T>(method: (work: Work) => (...args: A) => T | void | Promise<T>, otherwise: () => T) => (...args: A) =>
    ready.then(() => inner?.doWork(work => method(work)(...args))).then(done => done ?? otherwise());
  const all = (action: 'accept_all' | 'reject_all' | 'withdraw') => () => ready.then(() => (inner?.decideAll(action, 'api'), choices()));

  const api: ConsentHubApi = {
    ready,
    has: (category, service) => !!inner && allowed(inner.state(), category, service),
    get choices() {
      return choices();
    },
    get services() {
      return state().services;
    },
    save: later(work => work.save, choices),
    acceptAll: all('accept_all'),
    rejectAll: all('reject_all'),
    withdraw: all('withdraw'),
    open: () => ready.then(() => inner?.open()),
    show: () => ready.then(() => inner?.show()),
    setLanguage: later(work => work.translate, () => false),
    watch: later(work => work.watch, () => false),
    receipt: () => inner?.receipt() ?? null,
    erase: later(work => work.erase, () => ({ erased: false })),
    on: events.on,
    push: call => void (async ([name, ...args]: readonly [string, ...unknown[]]) =>
      (api as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args))(call).catch(console.error),
  };
  return api;
}
