import type { Item } from '../../../shared/types';

const day = 86_400_000;
export const longestElapsed = 30 * day;

const pauses = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, day];

const longestPause = day * 1.2;

/**
 * The pause after a failed attempt: it grows up to a day. `chance` (0…1) spreads browsers out, so that a server that
 * recovers is not overloaded.
 */
export function pauseAfter(tries: number, chance: number): number {
  return pauses[Math.min(tries, pauses.length - 1)]! * (1 + chance / 5);
}

/**
 * The item to send now: the oldest, which the later ones wait for, unless it is parked.
 * Parked items are tried again after their own pause, when no other item is due.
 */
export function nextToLeave(items: readonly Item[], now: number): Item | null {
  const oldestFirst = [...items].sort((a, b) => a.at - b.at);
  const head = oldestFirst.find(item => !item.aside);
  const candidates = [...(head ? [head] : []), ...oldestFirst.filter(item => item.aside)];
  // A time beyond the longest pause was set by a wrong clock that has been corrected since.
  return candidates.find(item => item.next <= now || item.next > now + longestPause) ?? null;
}

/** Milliseconds since the decision, between 0 and 30 days; computed at each send. */
export function elapsed(item: Item, now: number): number {
  return Math.min(longestElapsed, Math.max(0, Math.round(now - item.at)));
}
