import { siteUrl } from '../hub';
import type { Notice } from '../types';
import { h } from '../ui/dom';
import { word } from '../ui/words';
import { readAnswer, request } from './request';
import { readVisitorId } from './visitorId';
import type { Desk } from './work';
import { duration } from '../ui/duration';

/** What the notice changed since a choice, as the server tells it. */
interface Change {
  readonly kind: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
}

/** Tells a visitor who is asked again why: what has changed, a sentence each, or that the choice has run out. */
export async function tellChanges({ page: { hub, state }, whole }: Desk): Promise<Node | undefined> {
  const { ask } = state().decision;
  const visitorId = readVisitorId(hub.site);
  const [notice, changes] = await Promise.all([whole(), ask === 'outdated' && visitorId ? load(siteUrl(hub, 'consent'), visitorId) : []]);
  if (!notice) return;
  const reason = ask === 'expired' ? 'expiredAgain' : 'changeModelStricter';
  if (ask !== 'outdated') return h('p', { class: 'note' }, word(notice, reason));

  const sentences = [...new Set(changes.map(change => sentence(notice, change)))].filter(Boolean);
  return sentences.length ? h('div', { class: 'note' },
    h('b', {}, word(notice, 'changedTitle')),
    h('ul', { class: 'changes' }, ...sentences.map(text => h('li', {}, text)))) : undefined;
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
