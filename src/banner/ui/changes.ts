import type { Notice } from '../types';
import { h } from './dom';
import { duration } from './duration';
import { word } from './words';

/** What the notice changed since a choice, as the server tells it. */
export interface Change {
  readonly kind: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
}

/** One sentence a change; nothing where the server had none to tell. */
export function changesElement(notice: Notice, changes: readonly Change[]): HTMLElement | null {
  const sentences = changes.map(change => sentence(notice, change)).filter(text => text !== '');
  if (sentences.length === 0) return null;
  return h('div', { class: 'changes' },
    h('h3', {}, word(notice, 'changedTitle')),
    h('ul', {}, ...[...new Set(sentences)].map(text => h('li', {}, text))));
}

function sentence(notice: Notice, change: Change): string {
  // service_added is worded by changeServiceAdded.
  const key = `change_${change.kind}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const readable = (value: string | undefined) => (value === undefined ? '' : duration(value, notice.lang) || word(notice, 'sessionDuration'));
  return word(notice, key, {
    name: change.name ?? '',
    from: readable(change.from),
    to: readable(change.to),
    category: notice.categories.find(category => category.id === change.category)?.name ?? change.category ?? '',
  });
}
