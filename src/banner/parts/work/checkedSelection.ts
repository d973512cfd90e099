import type { ConsentState, Selection } from '../../shared/types';

/**
 * The selection that a page's own code saves: the present state with the named categories and services changed. A
 * service that is not named follows its category. Throws a TypeError for an unknown id, a value that is no boolean, and
 * an attempt to turn something required off.
 */
export function checkedSelection({ notice, decision }: ConsentState, choices: Record<string, boolean>, services: Record<string, boolean> = {}): Selection {
  const parents = notice.categories.flatMap(category => category.services.map(({ id }) => ({ id, required: category.required, category: category.id })));
  const wanted = check('category', choices, notice.categories);
  const own = check('service', services, parents);
  return {
    action: 'save',
    source: 'api',
    category: id => !!(wanted.get(id) ?? decision.categories.get(id)),
    service: id => !!(own.get(id) ?? wanted.get(parents.find(parent => parent.id === id)!.category) ?? decision.services.get(id)),
  };
}

function check(what: string, wanted: Record<string, boolean>, known: readonly { id: string; required: boolean }[]): Map<string, boolean> {
  const entries = Object.entries(wanted);
  for (const [id, on] of entries) {
    const found = known.find(one => one.id === id);
    if (!found) throw new TypeError(`ConsentHub: no ${what} "${id}"`);
    if (typeof on !== 'boolean') throw new TypeError(`ConsentHub: "${id}" can be true or false`);
    if (found.required && !on) throw new TypeError(`ConsentHub: "${id}" is required`);
  }
  return new Map(entries);
}
