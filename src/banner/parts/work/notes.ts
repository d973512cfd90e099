import type { PartContext } from '../../contracts';
import { h, type Child } from '../../shared/dom';
import { readVisitorId } from '../../shared/memory';
import { readAnswer, request, siteUrl } from '../../shared/request';
import { duration, gpcNote, word } from '../../shared/texts';
import type { Notice } from '../../shared/types';

/** One change of the notice since a choice, as the server reports it. */
interface Change {
  readonly kind: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
}

/** Additional notes for the first layer: that a signal was honoured, and why the visitor is asked again. */
export async function notes({ page: { hub, state }, whole }: PartContext): Promise<Node | undefined> {
  const { ask } = state().decision;
  const visitorId = readVisitorId(hub.site);
  const [notice, changes] = await Promise.all([whole(), ask === 'outdated' && visitorId ? load(siteUrl(hub, 'consent'), visitorId) : []]);
  if (!notice) return;
  const fragment = document.createDocumentFragment();
  fragment.append(...[gpcNote(notice, state().decision), reason(notice, ask, changes)].filter(note => note) as Node[]);
  return fragment;
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
  // The text for `service_added` is changeServiceAdded.
  const key = `change_${change.kind}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const readable = (value: string | undefined) => (value === undefined ? '' : duration(value, notice.lang) || word(notice, 'sessionDuration'));
  return word(notice, key, {
    name: change.name ?? '',
    from: readable(change.from),
    to: readable(change.to),
    category: notice.categories.find(category => category.id === change.category)?.name ?? change.category ?? '',
  });
}
