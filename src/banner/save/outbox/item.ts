import type { Item } from '../../types';

const day = 86_400_000;
export const longestElapsed = 30 * day;

const pauses = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, day];

const longestPause = day * 1.2;

/** Growing, daily at the end. `chance` (0…1) spreads browsers out, so that a server that comes back is not run over. */
export function pauseAfter(tries: number, chance: number): number {
  return pauses[Math.min(tries, pauses.length - 1)]! * (1 + chance / 5);
}

/**
 * The item that may leave now: the oldest, which those behind it wait for, unless it has stepped aside.
 * Items that stepped aside are tried again in their own time, when nobody else is waiting to leave.
 */
export function nextToLeave(items: readonly Item[], now: number): Item | null {
  const oldestFirst = [...items].sort((a, b) => a.at - b.at);
  const head = oldestFirst.find(item => !item.aside);
  const candidates = [...(head ? [head] : []), ...oldestFirst.filter(item => item.aside)];
  // A time further away than any pause was set by a clock that has been put right since.
  return candidates.find(item => item.next <= now || item.next > now + longestPause) ?? null;
}

/** Computed anew at each send. */
export function elapsed(item: Item, now: number): number {
  return Math.min(longestElapsed, Math.max(0, Math.round(now - item.at)));
}
