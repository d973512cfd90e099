import { member, textOf, type Json, type JsonObject } from '../json';
import { element, facts } from './dom';
import { partiesView } from './partiesView';
import { count, meaning, time } from './words';

/** How many positions are shown at most; an erasure at the end of a retention period may name thousands. */
const most = 50;

/** An erasure as a person reads it: what was erased and when, what stays. */
export function removalView(receipt: JsonObject, record: JsonObject): readonly HTMLElement[] {
  const at = textOf(member(record, 'at')) ?? '';
  const erasure = member(receipt, 'erasure');
  const backups = textOf(member(erasure, 'backupsKeptUntil'));
  return [
    element('section', { class: 'card', 'aria-labelledby': 'erased' },
      element('h2', { id: 'erased' }, 'What was erased'),
      facts(
        ['Erased', element('time', { datetime: at }, time(at))],
        ['Site', textOf(member(record, 'site'))],
        ['Why', meaning(textOf(member(record, 'reason')) ?? '')],
        ['Records', positions(member(record, 'leaves'))])),
    element('section', { class: 'card', 'aria-labelledby': 'kept' },
      element('h2', { id: 'kept' }, 'What stays'),
      element('ul', { class: 'bullets' },
        element('li', {}, 'Anonymous counts, which name nobody.'),
        element('li', {}, 'The positions in the log, without content. What the log holds there reveals nothing.'),
        element('li', {}, `The random ids of the records, until ${time(textOf(member(erasure, 'recordIdsKeptUntil')) ?? '')}, so that a late repetition brings none back.`),
        backups === undefined ? undefined : element('li', {}, `Backups made before may hold the records until ${time(backups)}. The website says so; it is not sealed.`))),
    partiesView(member(receipt, 'controller'), member(receipt, 'contact')),
  ];
}

function positions(leaves: Json | undefined): string {
  const all = Array.isArray(leaves) ? leaves.map(String) : [];
  const shown = all.slice(0, most).join(', ');
  return `${count(all.length, 'record')}, at ${all.length === 1 ? 'position' : 'positions'} ${shown}${all.length > most ? ` and ${all.length - most} more` : ''}`;
}
