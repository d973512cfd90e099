import type { Choice, Notice, Wish } from '../types';

/** The choice that a wish makes of a notice. Only services that differ from their category are part of it. */
export function choiceOf({ categories, version, model }: Notice, wish: Pick<Wish, 'category' | 'service'>, now: number): Choice {
  const on = (id: string, required: boolean) => required || wish.category(id);
  return {
    notice: version,
    at: Math.floor(now / 1000),
    model,
    granted: categories.filter(({ id, required }) => on(id, required)).map(({ id }) => id),
    services: new Map(categories.flatMap(({ id, required, services }) => services
      .filter(service => !required && wish.service && wish.service(service.id) !== on(id, required))
      .map(service => [service.id, !on(id, required)]))),
  };
}
