import type { Decision, Notice } from '../types';
import { h, icon, link } from './dom';
import { listed, word } from './words';

/** Confirms that Global Privacy Control was heard, and for what. */
export function gpcNote(notice: Notice, decision: Decision): HTMLElement | null {
  return decision.gpc.length === 0 ? null : h('p', { class: 'note' }, shield(), h('span', {}, gpcSentence(notice, decision)));
}

export function gpcSentence(notice: Notice, { gpc }: Decision): string {
  const names = notice.categories.filter(category => gpc.includes(category.id)).map(category => category.name);
  return word(notice, 'gpcHonoured', { categories: listed(notice, names) });
}

export function shield(): SVGElement {
  return icon('M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM9 12l2 2 4-4', 'shield');
}

export function legalLinks(notice: Notice): HTMLElement | null {
  const links = (['privacy', 'imprint', 'terms'] as const)
    .map(name => link(word(notice, `${name}Link`), notice.links[name]))
    .filter(found => found !== null);
  return links.length > 0 ? h('p', { class: 'links' }, ...links) : null;
}
