import { member, objectsOf, textOf, type JsonObject } from '../json';
import { element, facts, link } from './dom';
import { period } from './words';

/** What the website states without a seal; empty if it states nothing. */
export function statedView(receipt: JsonObject): readonly HTMLElement[] {
  const places = member(receipt, 'storageLocations');
  const retention = objectsOf(member(receipt, 'retention')).map(kept => element('li', {}, `${textOf(member(kept, 'name')) ?? ''}: ${howLong(kept)}`));
  const withdrawal = textOf(member(receipt, 'withdrawal'));
  if (!Array.isArray(places) && retention.length === 0 && withdrawal === undefined) return [];

  return [element('section', { class: 'card', 'aria-labelledby': 'stated' },
    element('h2', { id: 'stated' }, 'Said by the website, not sealed'),
    facts(
      ['Change or withdraw at', withdrawal === undefined ? undefined : link(withdrawal)],
      ['Records are stored in', Array.isArray(places) ? places.join(', ') : undefined],
      ['Data is kept', retention.length === 0 ? undefined : element('ul', {}, ...retention)]))];
}

function howLong(kept: JsonObject): string {
  const span = textOf(member(kept, 'period'));
  return span === undefined ? `while ${(textOf(member(kept, 'while')) ?? '').replace(/_/g, ' ')}` : period(span);
}
