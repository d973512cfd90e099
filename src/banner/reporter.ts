import type { StoredConsent } from '../../wwwroot/consenthub';
import { bare } from './bare';
import { siteUrl, type Hub } from './hub';
import { createBox } from './outbox/box';
import type { Item } from './outbox/item';
import { createOutbox } from './outbox/outbox';
import { createOwner } from './outbox/owner';
import { send } from './outbox/send';
import { names, readMemory } from './state';
import { readJson, type Store } from './store';

export interface Reporter {
  /** Settles after the first attempt to send, whatever came of it. */
  report(item: Item): Promise<void>;
  /** Sends what earlier pages left. */
  resume(): void;
  /** The server's answer to the last choice. */
  receipt(): StoredConsent | null;
  /** Nothing of this visitor leaves any more; then `work`. */
  forget(work: () => Promise<void>): Promise<void>;
}

/** Tells the hub of every choice made here, and keeps its answer. */
export function createReporter(hub: Hub, store: Store, onAnswered: () => void): Reporter {
  const keys = names(hub.site);
  let last: string | null = null;
  let answered: { id: string; answer: Record<string, unknown> } | null = null;

  const outbox = createOutbox({
    box: createBox(store, keys.outbox),
    asOwner: createOwner(store, keys.lease),
    send: item => send(siteUrl(hub, 'consents'), item, Date.now()),
    clock: Date.now,
    chance: Math.random,
    onTaken({ body }, answer) {
      onAnswered();
      const memory = readMemory(store, hub.site);
      if (body.id !== last && body.id !== memory?.id) return;
      answered = { id: body.id, answer };
      store.set(keys.receipt, JSON.stringify(answer));
      // A repeat is answered with the record that stands, and the next choice follows on that one.
      if (memory && answer['id'] !== body.id) store.set(keys.state, JSON.stringify({ v: 1, ...memory, id: answer['id'] }));
    },
  });
  addEventListener('online', () => void outbox.resume(true));

  return {
    report(item) {
      last = item.body.id;
      return outbox.add(item);
    },
    resume: () => void outbox.resume(false),
    receipt: () => (bare(readJson(store, keys.receipt)) ?? answered?.answer ?? null) as StoredConsent | null,
    forget(work) {
      answered = null;
      return outbox.emptyAnd(work);
    },
  };
}
