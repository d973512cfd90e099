import type { Decision, Notice } from '../types';

/** The switches of an open preference centre, not saved yet. */
export interface Draft {
  readonly categories: Map<string, boolean>;
  readonly services: Map<string, boolean>;
}

export function draftOf(decision: Decision): Draft {
  return { categories: new Map(decision.categories), services: new Map(decision.services) };
}

/** A category takes its services with it. */
export function turnCategory(notice: Notice, draft: Draft, id: string, on: boolean): Draft {
  const services = new Map(draft.services);
  for (const service of servicesOf(notice, id)) services.set(service, on);
  return { categories: new Map(draft.categories).set(id, on), services };
}

/** Services that all agree take their category with them; a service alone never turns a whole category on. */
export function turnService(notice: Notice, draft: Draft, id: string, on: boolean): Draft {
  const services = new Map(draft.services).set(id, on);
  const categories = new Map(draft.categories);
  const category = notice.categories.find(candidate => candidate.services.some(service => service.id === id));
  if (category && servicesOf(notice, category.id).every(service => services.get(service) === on)) categories.set(category.id, on);
  return { categories, services };
}

function servicesOf(notice: Notice, category: string): string[] {
  return notice.categories.find(candidate => candidate.id === category)?.services.map(service => service.id) ?? [];
}
