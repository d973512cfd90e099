import type { State } from '../../../wwwroot/consenthub';
import { contentOf } from '../shared/choice';
import { decide } from './decide';
import { readChoice, readMemory, sendsGpc } from '../shared/memory';
import type { Choice, Decision, Memory, Notice } from '../shared/types';

/** Everything known at one moment. Immutable: a change makes a new object. */
export interface ConsentState {
  readonly notice: Notice;
  readonly choice: Choice | null;
  readonly memory: Memory | null;
  readonly decision: Decision;
}

/** The state that a choice and its memory bring about under a notice. */
export function consentState(notice: Notice, choice: Choice | null, memory: Memory | null): ConsentState {
  // A memory of another choice, as made on another subdomain, says nothing of this one.
  const gpcAtChoice = choice && memory?.choice === contentOf(choice) ? memory.gpc : undefined;
  const now = Date.now();
  // It holds for as long as a refusal would: children grow up.
  const young = !!notice.age && now / 1000 - (memory?.young ?? 0) < notice.reask.refused;
  return { notice, choice, memory, decision: decide({ notice, choice, gpc: sendsGpc(), gpcAtChoice, young, now }) };
}

/** The state by this browser's cookie now. */
export function readState(notice: Notice): ConsentState {
  const choice = readChoice(notice.site);
  // Storage is slow, and is empty without a choice or an age.
  return consentState(notice, choice, choice || notice.age ? readMemory(notice.site) : null);
}

/** The state of every category and service, for the page. Without a prototype, so that nothing on Object.prototype reads as granted. */
export function stateOf({ decision }: ConsentState): State {
  return { choices: record(decision.categories), services: record(decision.services) };
}

export function record<T>(pairs: Iterable<readonly [string, T]>): Record<string, T> {
  return { __proto__: null, ...Object.fromEntries(pairs) } as unknown as Record<string, T>;
}

/** Does anything run under `before` that must not under `after`? */
export function turnsOff(before: Decision, after: Decision): boolean {
  return (['categories', 'services'] as const).some(of => [...before[of]].some(([id, on]) => on && !after[of].get(id)));
}

/** May an element marked with this category, and this service where it names one, run? What is unknown may not. */
export function allowed({ notice, decision }: ConsentState, category: string, service?: string | null): boolean {
  return service
    ? notice.categories.some(({ id, services }) => id === category && services.some(one => one.id === service)) && !!decision.services.get(service)
    : !!decision.categories.get(category);
}
