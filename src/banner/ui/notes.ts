import type { Decision, Notice } from '../types';
import { h, link, type Child } from './dom';
import { word } from './words';

/** Confirms that Global Privacy Control was heard, and for what (11 CCR 7025(c)(6)). */
export function gpcNote(notice: Notice, { gpc }: Decision): Child {
  const names = notice.categories.filter(category => gpc.includes(category.id)).map(category => category.name);
  return names[0] && h('p', { class: 'note' },
    notice.model === 'opt_out' && h('b', {}, `${word(notice, 'optOutHonoured')} `),
    word(notice, 'gpcHonoured', { categories: new Intl.ListFormat(notice.lang).format(names) }));
}

export function legalLinks(notice: Notice): Child[] {
  return ['privacy', 'imprint', 'terms'].map(name => link(word(notice, `${name}Link`), notice.links[name]));
}
