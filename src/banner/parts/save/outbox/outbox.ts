import type { Item } from '../../../shared/types';
import type { CrossTabLock } from './crossTabLock';
import { nextToLeave, pauseAfter } from './item';
import type { OutboxStorage } from './outboxStorage';
import type { Verdict } from './send';

export interface Outbox {
  /** Takes new choices and tries to send everything that waits. `now` skips the pauses, after a new choice or when the network is back. */
  resume(now: boolean): Promise<void>;
  /** Empties the outbox, then runs `work` while nothing is being sent: a choice sent late must not restore an erased visitor. */
  emptyAnd(work: () => Promise<void>): Promise<void>;
}

export interface OutboxDependencies {
  /** Returns the choices made since the last call. */
  readonly take: () => Item[];
  readonly outboxStorage: OutboxStorage;
  readonly withLock: CrossTabLock;
  readonly send: (item: Item) => Promise<Verdict>;
  readonly onTaken: (item: Item, answer: Record<string, unknown>) => void;
  /** Called when a choice must wait because the visitor has reached the site's daily limit. */
  readonly onOver: () => void;
  readonly clock: () => number;
  readonly chance: () => number;
}

/**
 * Keeps each choice until the server has it. Choices are sent one by one, oldest first, by one page of the
 * origin at a time.
 * An item is removed only on 200, 201 or 410; every other response keeps it. No response changes the
 * visitor's choice in the browser.
 */
export function createOutbox({ take, outboxStorage, withLock, send, onTaken, onOver, clock, chance }: OutboxDependencies): Outbox {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drain = async () => {
    for (let item = nextToLeave(outboxStorage.load(clock()), clock()); item; item = nextToLeave(outboxStorage.load(clock()), clock())) {
      const verdict = await send(item);
      switch (verdict.kind) {
        case 'taken':
          outboxStorage.remove(item.body.id);
          if (verdict.answer) onTaken(item, verdict.answer);
          break;
        case 'refused':
          outboxStorage.put({ ...item, aside: true, tries: item.tries + 1, next: clock() + pauseAfter(item.tries, chance()) });
          break;
        case 'over':
          // Parked, so that later items are sent: the limit lets withdrawals through.
          outboxStorage.put({ ...item, aside: true, tries: item.tries + 1, next: clock() + Math.max(verdict.after, pauseAfter(item.tries, chance())) });
          onOver();
          break;
        case 'later':
          outboxStorage.put({ ...item, tries: item.tries + 1, next: clock() + Math.max(verdict.after, pauseAfter(item.tries, chance())) });
          // The server is unavailable or busy: later items would fail too.
          return;
        default:
          verdict satisfies never;
      }
    }
  };

  const attempt = async () => {
    clearTimeout(timer);
    await withLock(() => {
      take().forEach(outboxStorage.put);
      return drain();
    });
    const waiting = outboxStorage.load(clock());
    clearTimeout(timer);
    if (waiting.length === 0) return;
    const soonest = Math.min(...waiting.map(item => item.next)) - clock();
    timer = setTimeout(() => void attempt(), Math.min(2 ** 31 - 1, Math.max(1_000, soonest)));
  };

  /** Ends the pauses that were set because the server was unavailable: a new choice, or a network that is back, is a reason to try now. */
  const endPauses = () => {
    for (const item of outboxStorage.load(clock())) if (!item.aside && item.next > clock()) outboxStorage.put({ ...item, next: 0 });
  };

  return {
    resume(now) {
      if (now) endPauses();
      return attempt();
    },
    emptyAnd: work => withLock(async () => {
      outboxStorage.clear();
      await work();
    }),
  };
}
