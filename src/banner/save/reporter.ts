import type { StoredConsent } from '../../../wwwroot/consenthub';
import { remember } from '../keep';
import { siteUrl } from '../hub';
import type { Page } from '../page';
import { readVisitorId } from '../readVisitorId';
import { keyOf, readMemory } from '../state';
import { localStore as store } from '../store';
import type { Item, Memory } from '../types';
import { bodyOf } from './bodyOf';
import { newRecordId, newVisitorId } from './ids';
import { createBox } from './outbox/box';
import { createOutbox } from './outbox/outbox';
import { createOwner } from './outbox/owner';
import { send } from './outbox/send';
import { writeVisitorId } from './visitorId';

export interface Reporter {
  /** Sends what was chosen here and what earlier pages left. Settles after the first attempt, whatever came of it. */
  report(): Promise<void>;
  /** The server's answer to the last choice. */
  answered(): StoredConsent | null;
  /** The visitor of this browser; where cookies are blocked, of this page. */
  visitorId(): string | null;
  /** Nothing of this visitor leaves any more; then `work`. */
  forget(work: () => Promise<void>): Promise<void>;
}

/** Tells the hub of every choice made here, and keeps its answer. */
export function createReporter({ hub, state, enter }: Page, onAnswered: () => void, onOver: () => void): Reporter {
  const { site } = hub;
  let unkept: string | null = null;
  let answered: Record<string, unknown> | null = null;

  const visitorId = () => readVisitorId(site) ?? unkept;
  const memorise = (memory: Memory) => {
    remember(site, memory);
    enter({ ...state(), memory });
  };
  /** The id is made when the first choice is told, and every record names the one before it. */
  const take = (): Item[] => {
    const memory = readMemory(site) ?? state().memory;
    if (!memory?.unsent?.length) return [];
    const visitor = visitorId() ?? newVisitorId();
    unkept = writeVisitorId(state().notice, visitor);

    let previous = memory.id;
    const items = memory.unsent.map((deed): Item => {
      const body = { id: newRecordId(deed.at), visitorId: visitor, ...bodyOf(deed), previous };
      previous = body.id;
      return { body, at: deed.at, tries: 0, next: 0, aside: false };
    });
    memorise({ ...memory, id: previous, unsent: [] });
    return items;
  };

  const outbox = createOutbox({
    take,
    box: createBox(store, keyOf(site, 'outbox')),
    asOwner: createOwner(store, keyOf(site, 'lease')),
    send: item => send(siteUrl(hub, 'consents'), item, Date.now()),
    clock: Date.now,
    chance: Math.random,
    onOver,
    onTaken({ body }, answer) {
      onAnswered();
      const memory = readMemory(site) ?? state().memory;
      if (body.id !== memory?.id) return;
      answered = answer;
      store.set(keyOf(site, 'receipt'), JSON.stringify(answer));
      // A repeat is answered with the record that stands, and the next choice follows on that one.
      if (answer['id'] !== body.id) memorise({ ...memory, id: answer['id'] as string });
    },
  });
  addEventListener('online', () => void outbox.resume(true));

  return {
    visitorId,
    report: () => outbox.resume(!!(readMemory(site) ?? state().memory)?.unsent?.length),
    answered: () => answered as StoredConsent | null,
    forget(work) {
      answered = null;
      return outbox.emptyAnd(async () => {
        await work();
        unkept = null;
      });
    },
  };
}
