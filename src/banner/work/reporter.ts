import type { StoredConsent } from '../../../wwwroot/consenthub';
import { siteUrl, type Hub } from '../hub';
import { keyOf, readMemory } from '../state';
import type { Store } from '../store';
import type { Item } from '../types';
import { createBox } from './outbox/box';
import { createOutbox } from './outbox/outbox';
import { createOwner } from './outbox/owner';
import { send } from './outbox/send';

export interface Reporter {
  /** Sends these and what earlier pages left. Settles after the first attempt, whatever came of it. */
  report(items: readonly Item[]): Promise<void>;
  /** The server's answer to the last choice. */
  answered(): StoredConsent | null;
  /** Nothing of this visitor leaves any more; then `work`. */
  forget(work: () => Promise<void>): Promise<void>;
}

/** Tells the hub of every choice made here, and keeps its answer. */
export function createReporter(hub: Hub, store: Store, onAnswered: () => void): Reporter {
  let last: string | undefined;
  let answered: Record<string, unknown> | null = null;

  const outbox = createOutbox({
    box: createBox(store, keyOf(hub.site, 'outbox')),
    asOwner: createOwner(store, keyOf(hub.site, 'lease')),
    send: item => send(siteUrl(hub, 'consents'), item, Date.now()),
    clock: Date.now,
    chance: Math.random,
    onTaken({ body }, answer) {
      onAnswered();
      const memory = readMemory(hub.site);
      if (body.id !== last && body.id !== memory?.id) return;
      answered = answer;
      store.set(keyOf(hub.site, 'receipt'), JSON.stringify(answer));
      // A repeat is answered with the record that stands, and the next choice follows on that one.
      if (memory && answer['id'] !== body.id) store.set(keyOf(hub.site, 'state'), JSON.stringify({ ...memory, id: answer['id'] }));
    },
  });
  addEventListener('online', () => void outbox.resume(true));

  return {
    report(items) {
      last = items.at(-1)?.body.id ?? last;
      return items.length ? outbox.add(items) : outbox.resume(false);
    },
    answered: () => answered as StoredConsent | null,
    forget(work) {
      answered = null;
      return outbox.emptyAnd(work);
    },
  };
}
