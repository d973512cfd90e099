import type { StoredConsent } from '../../../../wwwroot/consenthub';
import type { Page } from '../../contracts';
import { keyOf, readMemory, readVisitorId, writeMemory } from '../../shared/memory';
import { siteUrl } from '../../shared/request';
import { localStore as store } from '../../shared/storage';
import type { Item, Memory } from '../../shared/types';
import { bodyOf } from './bodyOf';
import { createCrossTabLock } from './outbox/crossTabLock';
import { createOutbox } from './outbox/outbox';
import { createOutboxStorage } from './outbox/outboxStorage';
import { send } from './outbox/send';
import { newRecordId, newVisitorId } from '../../shared/ids';
import { writeVisitorId } from './ownCookies';

export interface Uploader {
  /** Sends the choices of this page and those that earlier pages left. Resolves after the first attempt, whatever its outcome. */
  upload(): Promise<void>;
  /** The server's response to the last choice. */
  answered(): StoredConsent | null;
  /** The visitor of this browser, or of this page if cookies are blocked. */
  visitorId(): string | null;
  /** Drops all unsent choices, then runs `work` while nothing is being sent. */
  forget(work: () => Promise<void>): Promise<void>;
}

/** Sends every choice made here to the hub, and stores its response. */
export function createUploader({ hub, state, setState }: Page, onAnswered: () => void, onOver: () => void): Uploader {
  const { site } = hub;
  let unkept: string | null = null;
  let answered: Record<string, unknown> | null = null;

  const visitorId = () => readVisitorId(site) ?? unkept;
  const memorise = (memory: Memory) => {
    writeMemory(site, memory);
    setState({ ...state(), memory });
  };
  /** Turns unsent choices into items to send. The first one makes the visitor id, and every record names the one before it. */
  const take = (): Item[] => {
    const memory = readMemory(site) ?? state().memory;
    if (!memory?.unsent?.length) return [];
    const visitor = visitorId() ?? newVisitorId();
    unkept = writeVisitorId(state().notice, visitor);

    let previous = memory.id;
    const items = memory.unsent.map((pending): Item => {
      const body = { id: newRecordId(pending.at), visitorId: visitor, ...bodyOf(pending), previous };
      previous = body.id;
      return { body, at: pending.at, tries: 0, next: 0, aside: false };
    });
    memorise({ ...memory, id: previous, unsent: [] });
    return items;
  };

  const outbox = createOutbox({
    take,
    outboxStorage: createOutboxStorage(store, keyOf(site, 'outbox')),
    withLock: createCrossTabLock(store, keyOf(site, 'lease')),
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
      // If the choice repeats the stored one, the response has the existing record; the next choice names that as its
      // previous one.
      if (answer['id'] !== body.id) memorise({ ...memory, id: answer['id'] as string });
    },
  });
  addEventListener('online', () => void outbox.resume(true));

  return {
    visitorId,
    upload: () => outbox.resume(!!(readMemory(site) ?? state().memory)?.unsent?.length),
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
