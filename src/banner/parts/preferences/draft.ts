import type { Decision, Notice } from '../../shared/types';

/** The switches of an open preference centre, not saved yet. */
export interface Draft {
  readonly categories: ReadonlyMap<string, boolean>;
  readonly services: ReadonlyMap<string, boolean>;
}

/** Switching a category switches its services too. */
export function turnCategory({ categories }: Notice, draft: Draft, id: string, on: boolean): Draft {
  const taken = categories.find(category => category.id === id)?.services.map(service => [service.id, on] as const) ?? [];
  return { categories: new Map([...draft.categories, [id, on]]), services: new Map([...draft.services, ...taken]) };
}

/** If all services of a category are then in the same state, the category follows; otherwise the category does not change. */
export function turnService({ categories }: Notice, draft: Decision | Draft, id: string, on: boolean): Draft {
  const services = new Map(draft.services).set(id, on);
  const agreed = categories.filter(category => category.services.some(one => one.id === id) && category.services.every(one => services.get(one.id) === on));
  return { categories: new Map([...draft.categories, ...agreed.map(category => [category.id, on] as const)]), services };
}

export interface PreferencesView {
  readonly notice: Notice;
  readonly decision: Decision;
  /** Something optional is granted now. */
  readonly granted: boolean;
  /** The visitor is below the age of the notice: nothing optional can be switched on. */
  readonly young: boolean;
}

export interface PreferencesActions {
  close(): void;
  accept(): void;
  reject(): void;
  withdraw(): void;
  save(): void;
  turn(change: (notice: Notice, draft: Draft) => Draft): void;
}
