import type { Decision, Notice } from './types';
import { h, type Child } from './dom';
import { word } from './texts';

/** Confirms that Global Privacy Control was heard, and for what (11 CCR 7025(c)(6)). Needs the whole notice. */
export function gpcNote(notice: Notice, { gpc }: Decision): HTMLElement | false {
  const names = notice.categories.filter(category => gpc.includes(category.id)).map(category => category.name);
  const honoured: Child = notice.model === 'opt_out' && h('b', {}, `${word(notice, 'optOutHonoured')} `);
  return names.length > 0 && h('p', { class: 'note' }, honoured, word(notice, 'gpcHonoured', { categories: new Intl.ListFormat(notice.lang).format(names) }));
}
