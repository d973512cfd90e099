import { beforeEach, describe, expect, test, vi } from 'vitest';
import { elapsed, pauseAfter } from '../../src/banner/parts/save/outbox/item';
import { createOutbox, type OutboxDependencies } from '../../src/banner/parts/save/outbox/outbox';
import { createOutboxStorage } from '../../src/banner/parts/save/outbox/outboxStorage';
import type { Verdict } from '../../src/banner/parts/save/outbox/send';
import { localStore, type Store } from '../../src/banner/shared/storage';
import type { ConsentBody, Item } from '../../src/banner/shared/types';
import { freshBrowser } from './support/browser';

const day = 86_400_000;
const key = 'ch_demo_outbox';

function item(id: string, at: number): Item {
  return { body: { id } as ConsentBody, at, tries: 0, next: 0, aside: false };
}

/** An outbox whose server returns these verdicts in turn, and then accepts everything. */
function outbox(verdicts: Verdict[], store: Store = localStore) {
  const sent: string[] = [];
  const taken: string[] = [];
  const over = vi.fn();
  const time = { now: 1_000_000 };
  const outboxStorage = createOutboxStorage(store, key);
  const fresh: Item[] = [];
  const means: OutboxDependencies = {
    outboxStorage,
    take: () => fresh.splice(0),
    withLock: work => work(),
    send: async ({ body }) => {
      sent.push(body.id);
      return verdicts.shift() ?? { kind: 'taken', answer: { id: body.id } };
    },
    onTaken: ({ body }) => taken.push(body.id),
    onOver: over,
    clock: () => time.now,
    chance: () => 0,
  };
  const made = createOutbox(means);
  const add = (items: Item[]) => {
    fresh.push(...items);
    return made.resume(true);
  };
  return { outbox: { ...made, add }, outboxStorage, sent, taken, over, time };
}

const unavailable: Verdict = { kind: 'later', after: 0 };
const refused: Verdict = { kind: 'refused' };

beforeEach(async () => {
  await freshBrowser();
  vi.useFakeTimers();
});

describe('the outbox', () => {
  test('removes an item once the server has it', async () => {
    const { outbox: it, taken } = outbox([]);
    await it.add([item('a', 1)]);
    expect(taken).toEqual(['a']);
    expect(localStorage.getItem(key)).toBeNull();
  });

  test('keeps an item that got no response, and later ones wait', async () => {
    const { outbox: it, outboxStorage, sent, time } = outbox([unavailable, unavailable]);
    await it.add([item('a', 1)]);
    await it.add([item('b', 2)]);
    expect(sent).toEqual(['a', 'a']);
    expect(outboxStorage.load(time.now).map(kept => kept.body.id).sort()).toEqual(['a', 'b']);
  });

  test('sends the oldest first', async () => {
    const { outbox: it, outboxStorage, sent } = outbox([]);
    outboxStorage.put(item('young', 30));
    outboxStorage.put(item('old', 10));
    await it.add([item('middle', 20)]);
    expect(sent).toEqual(['old', 'middle', 'young']);
  });

  test('sends later items before one over the daily limit, reports that, and sends it again when the day is over', async () => {
    const { outbox: it, outboxStorage, sent, taken, over, time } = outbox([{ kind: 'over', after: day / 2 }]);
    await it.add([item('grant', 1), item('withdrawal', 2)]);
    expect(taken).toEqual(['withdrawal']);
    expect(over).toHaveBeenCalledTimes(1);

    time.now += day / 2 - 1;
    await it.add([item('other', 3)]);
    expect(sent).toEqual(['grant', 'withdrawal', 'other']);
    expect(outboxStorage.load(time.now).map(kept => kept.body.id)).toEqual(['grant']);

    time.now += 1;
    await it.resume(false);
    expect(taken).toEqual(['withdrawal', 'other', 'grant']);
  });

  test('sends later items before a refused one, and tries the refused one again later', async () => {
    const { outbox: it, sent, taken, time } = outbox([refused]);
    await it.add([item('bad', 1)]);
    await it.add([item('good', 2)]);
    expect(taken).toEqual(['good']);
    time.now += 5_000;
    await it.resume(false);
    expect(sent).toEqual(['bad', 'good', 'bad']);
  });

  test('does not try again before its pause is over', async () => {
    const { outbox: it, sent, time } = outbox([unavailable]);
    await it.add([item('a', 1)]);
    time.now += 4_999;
    await it.resume(false);
    expect(sent).toEqual(['a']);
    time.now += 1;
    await it.resume(false);
    expect(sent).toEqual(['a', 'a']);
  });

  test('tries at once when the network is back', async () => {
    const { outbox: it, sent } = outbox([unavailable]);
    await it.add([item('a', 1)]);
    await it.resume(true);
    expect(sent).toEqual(['a', 'a']);
  });

  test('waits as long as a busy server requests', async () => {
    const { outbox: it, outboxStorage, time } = outbox([{ kind: 'later', after: 60_000 }]);
    await it.add([item('a', 1)]);
    expect(outboxStorage.load(time.now)[0]!.next).toBe(time.now + 60_000);
  });

  test('tries again by itself when the pause is over', async () => {
    const { outbox: it, sent, time } = outbox([unavailable]);
    await it.add([item('a', 1)]);
    time.now += 5_000;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual(['a', 'a']);
  });

  test('gives up after thirty days', async () => {
    const { outbox: it, outboxStorage, sent, time } = outbox([unavailable]);
    await it.add([item('a', time.now)]);
    time.now += 30 * day + 1;
    await it.resume(true);
    expect(sent).toEqual(['a']);
    expect(outboxStorage.load(time.now)).toEqual([]);
  });

  test('keeps choices in memory if localStorage is full', async () => {
    const full: Store = { get: () => null, set: () => false, drop: () => undefined };
    const { outbox: it, taken } = outbox([unavailable], full);
    await it.add([item('a', 1)]);
    await it.resume(true);
    expect(taken).toEqual(['a']);
  });

  test('is empty before an erasure begins', async () => {
    const { outbox: it, outboxStorage, time } = outbox([unavailable]);
    await it.add([item('a', 1)]);
    let left = -1;
    await it.emptyAnd(async () => void (left = outboxStorage.load(time.now).length));
    expect(left).toBe(0);
  });

  test('ignores what somebody else has written under its key', () => {
    localStorage.setItem(key, '{"v":1,"items":[null,{"at":"x"},7]}');
    expect(createOutboxStorage(localStore, key).load(0)).toEqual([]);
    localStorage.setItem(key, 'no json');
    expect(createOutboxStorage(localStore, key).load(0)).toEqual([]);
  });
});

test('pauses grow and end at a day', () => {
  const pauses = Array.from({ length: 10 }, (_, tries) => pauseAfter(tries, 0));
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
  expect(pauses.at(-1)).toBe(day);
});

test('elapsed is computed by the clock at the send, between 0 and 30 days', () => {
  expect(elapsed(item('a', 1_000), 1_250)).toBe(250);
  expect(elapsed(item('a', 1_000), 500)).toBe(0);
  expect(elapsed(item('a', 0), 40 * day)).toBe(30 * day);
});
