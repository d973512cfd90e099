import { siteUrl } from '../hub';
import { readVisitorId } from '../readVisitorId';
import type { Notice } from '../types';
import { h, type Child } from '../ui/dom';
import { duration } from '../ui/duration';
import { gpcNote } from '../ui/gpcNote';
import { word } from '../ui/words';
import { readAnswer, request } from './request';
import type { Desk } from './contracts';

/** What the notice changed since a choice, as the server tells it. */
interface Change {
  readonly kind: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
}

/** What else there is to tell with the question: that a signal was heard, and why somebody is asked again. */
export async function notes({ page: { hub, state }, whole }: Desk): Promise<Node | undefined> {
  const { ask } = state().decision;
  const visitorId = readVisitorId(hub.site);
  const [notice, changes] = await Promise.all([whole(), ask === 'outdated' && visitorId ? load(siteUrl(hub, 'consent'), visitorId) : []]);
  if (!notice) return;
  const told = document.createDocumentFragment();
  told.append(...[gpcNote(notice, state().decision), reason(notice, ask, changes)].filter(note => note) as Node[]);
  return told;
}

function reason(notice: Notice, ask: string, changes: readonly Change[]): Child {
  if (ask === 'expired') return h('p', { class: 'note' }, word(notice, 'expiredAgain'));
  if (ask === 'stricter_model') return h('p', { class: 'note' }, word(notice, 'changeModelStricter'));
  const sentences = [...new Set(changes.map(change => sentence(notice, change)))].filter(Boolean);
  return sentences.length > 0 && h('div', { class: 'note' },
    h('b', {}, word(notice, 'changedTitle')),
    h('ul', { class: 'changes' }, ...sentences.map(text => h('li', {}, text))));
}

async function load(url: string, visitorId: string): Promise<Change[]> {
  const answer = await request(url, { visitorId });
  const changes = answer?.ok && (await readAnswer(answer))?.['changes'];
  return Array.isArray(changes) ? (changes as (Change | null)[]).filter(change => typeof change?.kind === 'string') as Change[] : [];
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
