import { record } from './bare';
import { contentOf } from './choice';
import { decide } from './decide';
import { readChoice, readMemory, sendsGpc } from './state';
import type { Store } from './store';
import type { Choice, Decision, Memory, Notice } from './types';

/** Everything known at one moment. A new moment is a new object. */
export interface Live {
  readonly notice: Notice;
  readonly choice: Choice | null;
  readonly memory: Memory | null;
  readonly decision: Decision;
}

/** The state that a choice and its memory bring about under a notice. */
export function live(notice: Notice, choice: Choice | null, memory: Memory | null): Live {
  // A memory of another choice, as made on another subdomain, says nothing of this one.
  const gpcAtChoice = choice !== null && memory?.choice === contentOf(choice) ? memory.gpc : undefined;
  return { notice, choice, memory, decision: decide({ notice, choice, gpc: sendsGpc(), gpcAtChoice, now: Date.now() }) };
}

/** The state as this browser's cookie tells it now. */
export function readLive(notice: Notice, store: Store): Live {
  return live(notice, readChoice(notice.site), readMemory(store, notice.site));
}

export function choicesOf({ decision }: Live): Record<string, boolean> {
  return record(decision.categories);
}

/** Does anything run under `before` that must not under `after`? */
export function turnsOff(before: Decision, after: Decision): boolean {
  const lost = (was: ReadonlyMap<string, boolean>, is: ReadonlyMap<string, boolean>) => [...was].some(([id, on]) => on && !is.get(id));
  return lost(before.categories, after.categories) || lost(before.services, after.services);
}

/** May an element marked with this category, and this service where it names one, run? What is unknown may not. */
export function allowed({ notice, decision }: Live, category: string, service: string | null): boolean {
  const found = notice.categories.find(candidate => candidate.id === category);
  if (!found) return false;
  return service
    ? found.services.some(candidate => candidate.id === service) && decision.services.get(service) === true
    : decision.categories.get(category) === true;
}
