import type { Choice, Notice, Wish } from './types';

/** The choice that a wish makes of a notice. Only services that differ from their category are part of it. */
export function choiceOf({ categories, version, model }: Notice, { category, service }: Pick<Wish, 'category' | 'service'>): Choice {
  const granted = categories.filter(({ id, required }) => required || category(id)).map(({ id }) => id);
  return {
    notice: version,
    at: Math.floor(Date.now() / 1000),
    model,
    granted,
    services: new Map(service && categories.flatMap(({ id, required, services }) => {
      const on = granted.includes(id);
      return services.filter(one => !required && service(one.id) !== on).map(one => [one.id, !on] as const);
    })),
  };
}
