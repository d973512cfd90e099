import type { Notice, Picked, Wish } from '../types';

/** What a wish picks of a notice. Only services that differ from their category are part of it. */
export function picked({ categories }: Notice, { category, service }: Pick<Wish, 'category' | 'service'>): Picked {
  const granted = categories.filter(({ id, required }) => required || category(id)).map(({ id }) => id);
  return {
    granted,
    services: new Map(service && categories.flatMap(({ id, required, services }) => {
      const on = granted.includes(id);
      return services.filter(one => !required && service(one.id) !== on).map(one => [one.id, !on] as const);
    })),
  };
}
