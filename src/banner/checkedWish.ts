import type { Live } from './live';
import { wishSome, type Wish } from './wish';

/** What a page's own code asks to be saved. Unknown ids, other values and a refusal of what is required are refused. */
export function checkedWish(state: Live, choices: Record<string, boolean>, services: Record<string, boolean>): Wish {
  const { notice, decision } = state;
  const required = new Map(notice.categories.map(category => [category.id, category.required]));
  const known = new Map(notice.categories.flatMap(category => category.services.map(service => [service.id, category.required] as const)));
  return wishSome(notice, decision, checked('category', choices, required), checked('service', services, known), 'api');
}

function checked(what: string, wanted: Record<string, boolean>, known: ReadonlyMap<string, boolean>): Map<string, boolean> {
  const entries = Object.entries(wanted);
  for (const [id, on] of entries) {
    if (!known.has(id)) throw new TypeError(`ConsentHub: no ${what} "${id}"`);
    if (typeof on !== 'boolean') throw new TypeError(`ConsentHub: "${id}" can be true or false`);
    if (known.get(id) && !on) throw new TypeError(`ConsentHub: "${id}" is required`);
  }
  return new Map(entries);
}
