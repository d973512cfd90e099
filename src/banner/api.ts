import type { Choices, ConsentHubApi, Erasure, StoredConsent } from '../../wwwroot/consenthub';
import { record } from './bare';
import type { EventName, Events } from './events';
import { guard } from './guard';
import type { Source } from './types';

/** The page at work, as the API needs it. */
export interface Inner {
  choices(): Record<string, boolean>;
  has(category: string): boolean;
  acceptAll(source: Source): void;
  rejectAll(source: Source): void;
  withdraw(source: Source): void;
  /** Throws a TypeError that names an unknown id or a value that is no boolean. */
  saveSome(choices: Record<string, boolean>, services: Record<string, boolean>): void;
  open(): Promise<void>;
  receipt(): StoredConsent | null;
  erase(): Promise<Erasure>;
}

/** `window.ConsentHub`. Without an inner page, everything is denied and every call is answered so. */
export function createApi(starting: Promise<Inner | null> | Inner | null, events: Events): ConsentHubApi {
  let inner: Inner | null = starting instanceof Promise ? null : starting;
  const choices = (): Choices => inner?.choices() ?? record<boolean>([]);

  const ready = (async () => {
    inner = await starting;
    return choices();
  })();
  // One turn later, so that a queue written before the script has its listeners in place.
  void ready.then(state => events.emit('ready', state));

  const then = async (deed: (inner: Inner) => void): Promise<Choices> => {
    await ready;
    if (inner) deed(inner);
    return choices();
  };

  const api: ConsentHubApi = {
    ready,
    has: category => inner?.has(category) === true,
    get choices() {
      return choices();
    },
    save: (wanted, services) => then(page => page.saveSome(wanted, services ?? {})),
    acceptAll: () => then(page => page.acceptAll('api')),
    rejectAll: () => then(page => page.rejectAll('api')),
    withdraw: () => then(page => page.withdraw('api')),
    open: () => ready.then(() => inner?.open()),
    receipt: () => guard(() => inner?.receipt()) ?? null,
    erase: () => ready.then(() => inner?.erase() ?? { erased: false }),
    on: (event, listener) => events.on(event as EventName, listener),
    push(call) {
      const method = guard(() => Object.hasOwn(api, call[0]) && (api as unknown as Record<string, unknown>)[call[0]]);
      if (typeof method !== 'function') return;
      const answer = guard(() => (method as (...args: unknown[]) => unknown)(...call.slice(1)));
      if (answer instanceof Promise) answer.catch(error => console.error(error));
    },
  };
  return api;
}
