import type { Notice, Grants, Selection } from './types';

/** What a selection grants under a notice. Only services that differ from their category are listed. */
export function grantsOf({ categories }: Notice, { category, service }: Pick<Selection, 'category' | 'service'>): Grants {
  const granted = categories.filter(({ id, required }) => required || category(id)).map(({ id }) => id);
  return {
    granted,
    services: new Map(service && categories.flatMap(({ id, required, services }) => {
      const on = granted.includes(id);
      return services.filter(one => !required && service(one.id) !== on).map(one => [one.id, !on] as const);
    })),
  };
}
