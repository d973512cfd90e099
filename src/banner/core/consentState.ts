import { allCookies } from '../shared/cookies';
import type { Choice, ConsentState, Decision, Memory, Notice } from '../shared/types';
import { contentOf } from '../shared/choice';
import { readChoice, readMemory, sendsGpc } from '../shared/memory';
import { decide } from './decide';

/** The state that follows from a choice and its memory under a notice. */
export function consentState(notice: Notice, choice: Choice | null, memory: Memory | null): ConsentState {
  // A memory of another choice, such as one made on another subdomain, does not apply to this one.
  const gpcAtChoice = choice && memory?.choice === contentOf(choice) ? memory.gpc : undefined;
  const now = Date.now();
  // The answer that the visitor is too young is valid as long as a refusal: children grow up.
  const young = !!notice.age && now / 1000 - (memory?.young ?? 0) < notice.reask.refused;
  return { notice, choice, memory, decision: decide({ notice, choice, gpc: sendsGpc(), gpcAtChoice, young, now }) };
}

/** The state by the choice stored in this browser now. */
export function readState(notice: Notice): ConsentState {
  const choice = readChoice(notice.site);
  // Reading storage is slow, so it is read only if it can hold something: after a choice, or if the site asks for the age.
  return consentState(notice, choice, choice || notice.age ? readMemory(notice.site) : null);
}

/** May anything run under `before` that must not under `after`? */
export function turnsOff(before: Decision, after: Decision): boolean {
  return (['categories', 'services'] as const).some(of => [...before[of]].some(([id, on]) => on && !after[of].get(id)));
}

/** May an element marked with this category, and this service if it names one, run? Unknown ones may not. */
export function allowed({ notice, decision }: ConsentState, category: string, service?: string | null): boolean {
  return service
    ? notice.categories.some(({ id, services }) => id === category && services.some(one => one.id === service)) && !!decision.services.get(service)
    : !!decision.categories.get(category);
}

/**
 * Does this browser have something that a denied service declares? This quick check saves a clean browser from
 * loading the part that clears, which checks exactly. Databases and caches can't be listed synchronously, so every
 * declared one counts.
 */
export function hasLeftovers({ notice, decision }: ConsentState): boolean {
  const names = [...allCookies().map(pair => pair[1]!), ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
  return notice.categories.some(category => category.services.some(service => !decision.services.get(service.id) && service.cookies.some(({ name, kind }) =>
    /^(ind|cac)/.test(kind) || names.some(found => found === name || `${found.slice(0, name.length - 1)}*` === name))));
}
