import { member, textOf, type JsonObject } from '../json';
import { element, facts } from './dom';
import { partiesView } from './partiesView';
import { count, meaning, time } from './words';

/** What became of a duty as a person reads it: which system was to do what by when, and what it said. */
export function dutyView(receipt: JsonObject, record: JsonObject): readonly HTMLElement[] {
  const say = (name: string): string => textOf(member(record, name)) ?? '';
  const items = member(record, 'count');
  return [
    element('section', { class: 'card', 'aria-labelledby': 'duty' },
      element('h2', { id: 'duty' }, 'What was to be done'),
      facts(
        ['Task', `Delete data of the class ${className(receipt, record)}`],
        ['System', say('by')],
        ['Site', say('site')],
        ['Period began', member(record, 'after') === undefined ? undefined : moment(say('begins'), `, because ${meaning(say('after'))}`)],
        ['Data collected before', member(record, 'after') === undefined ? moment(say('begins')) : undefined],
        ['Due', moment(say('due'))],
        ['Promised by', `version ${String(member(record, 'notice'))} of the notice`])),
    element('section', { class: 'card', 'aria-labelledby': 'outcome' },
      element('h2', { id: 'outcome' }, 'What the system said'),
      facts(
        ['Outcome', meaning(say('outcome'))],
        ['Said', moment(say('at'))],
        ['Deleted', typeof items === 'number' ? count(items, 'item') : undefined],
        ['Its own proof', say('evidence')],
        ['Reason', say('reason')]),
      element('p', { class: 'small' }, `The hub records the word of the system ${say('by')}; it could not see the data itself.`)),
    partiesView(member(receipt, 'controller'), member(receipt, 'contact')),
  ];
}

/** "call_history (Call history)"; only the id is sealed. */
function className(receipt: JsonObject, record: JsonObject): string {
  const name = textOf(member(member(receipt, 'duty'), 'name'));
  return `${textOf(member(record, 'class')) ?? ''}${name === undefined ? '' : ` (“${name}”)`}`;
}

const moment = (text: string, more = ''): HTMLElement => element('span', {}, element('time', { datetime: text }, time(text)), more);
