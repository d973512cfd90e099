import { button, h, type Child } from '../../shared/dom';
import { gpcNote, legalLinks, word } from '../../shared/texts';
import { categoryItem } from './categoryItem';
import { parties } from './disclosures';
import type { PreferencesActions, PreferencesView } from './draft';

/** The content of the preference centre; `facts` is what the law requires the site to disclose, `records` the visitor's actions on their stored data. */
export function content(view: PreferencesView, facts: Child, records: Child, on: PreferencesActions): HTMLElement[] {
  const { notice, granted, young } = view;
  const act = (key: string, hook: string, onClick: () => void, kind = 'soft') =>
    button(`act ${kind}`, hook, word(notice, key), onClick);

  return [
    h('div', { class: 'head' },
      h('h2', { id: 'preferences', tabindex: '-1' }, word(notice, 'preferencesTitle') || word(notice, 'reopen')),
      button('', 'close', '×', on.close, { 'aria-label': word(notice, 'close') })),
    h('div', { class: 'body' },
      h('p', {}, word(notice, 'preferencesIntro')),
      notice.announced && h('div', { class: 'ahead' }, h('p', { class: 'note' }, notice.announced.text),
        notice.announced.changes[0] && h('ul', {}, ...notice.announced.changes.map(change => h('li', {}, change)))),
      gpcNote(notice, view.decision),
      young && h('p', { class: 'note' }, word(notice, 'ageBelow', { age: String(notice.age?.threshold) })),
      h('ul', { class: 'categories' }, ...notice.categories.map(category => categoryItem(view, category, on))),
      parties(notice),
      facts,
      records,
      h('p', { class: 'links' }, ...legalLinks(notice), notice.support && h('a', { href: notice.support }, word(notice, 'supportLink')))),
    h('div', { class: 'foot' },
      granted ? act('withdrawAll', 'reject-all', on.withdraw) : act('rejectAll', 'reject-all', on.reject),
      !young && act('acceptAll', 'accept-all', on.accept),
      act('save', 'save', on.save, '')),
  ];
}
