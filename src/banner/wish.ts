import type { Action, Decision, Notice, Source } from './types';

/** What somebody wants the state of every category and service to be, and how they said so. */
export interface Wish {
  readonly action: Action;
  readonly source: Source;
  readonly categories: ReadonlyMap<string, boolean>;
  readonly services: ReadonlyMap<string, boolean>;
}

/** All optional categories on or off. */
export function wishAll(notice: Notice, on: boolean, action: Action, source: Source): Wish {
  const services = new Map<string, boolean>();
  const categories = new Map(notice.categories.map(category => {
    for (const service of category.services) services.set(service.id, on || category.required);
    return [category.id, on || category.required] as const;
  }));
  return { action, source, categories, services };
}

/** The present state with some categories, and then some services, changed. Services follow a category that changes. */
export function wishSome(
  notice: Notice,
  now: Decision,
  changes: ReadonlyMap<string, boolean>,
  serviceChanges: ReadonlyMap<string, boolean>,
  source: Source,
): Wish {
  const categories = new Map<string, boolean>();
  const services = new Map<string, boolean>();
  for (const category of notice.categories) {
    const change = category.required ? true : changes.get(category.id);
    const on = change ?? now.categories.get(category.id) === true;
    categories.set(category.id, on);
    for (const service of category.services) {
      const own = category.required ? undefined : serviceChanges.get(service.id);
      services.set(service.id, own ?? change ?? now.services.get(service.id) === true);
    }
  }
  return { action: 'save', source, categories, services };
}

/** The services that differ from their category: all that a cookie and a record say of services. */
export function differing(notice: Notice, wish: Pick<Wish, 'categories' | 'services'>): Map<string, boolean> {
  return new Map(notice.categories.flatMap(category => category.services
    .map(service => [service.id, wish.services.get(service.id) === true] as const)
    .filter(([, on]) => !category.required && on !== wish.categories.get(category.id))));
}

/** What Global Privacy Control makes of a stored choice. Service differences that remain can only be told by `save`. */
export function wishOfSignal(notice: Notice, now: Decision): Wish {
  const { categories, services } = now;
  const action = differing(notice, now).size > 0 ? 'save' : 'gpc';
  return { action, source: 'signal', categories, services };
}

/** Under a model that allows before it asks, a refusal without an earlier grant is an objection. */
export function wishToWithdraw(notice: Notice, grantedBefore: boolean, source: Source): Wish {
  return wishAll(notice, false, notice.model !== 'opt_in' && !grantedBefore ? 'object' : 'withdraw', source);
}
