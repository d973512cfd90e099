import { h, type Child } from './dom';
import type { Decision, Notice } from './types';

/** A text of the notice with its placeholders filled; empty if the notice has none of this name. */
export function word({ texts }: Pick<Notice, 'texts'>, key: string, values: Readonly<Record<string, string>> = {}): string {
  return `${Object.hasOwn(texts, key) ? texts[key] : ''}`.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}

/** Confirms that Global Privacy Control was honoured, and for which categories (11 CCR 7025(c)(6)). Needs the whole notice. */
export function gpcNote(notice: Notice, { gpc }: Decision): HTMLElement | false {
  const names = notice.categories.filter(category => gpc.includes(category.id)).map(category => category.name);
  const honoured: Child = notice.model === 'opt_out' && h('b', {}, `${word(notice, 'optOutHonoured')} `);
  return names.length > 0 && h('p', { class: 'note' }, honoured, word(notice, 'gpcHonoured', { categories: new Intl.ListFormat(notice.lang).format(names) }));
}

/** Links to addresses that the hub has checked. */
export function legalLinks({ links, texts }: Notice): Child[] {
  return Object.entries(links).map(([name, href]) => h('a', { href }, texts[`${name}Link`]));
}

const dates = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;
const times = { H: 'hour', M: 'minute', S: 'second' } as const;

/** "13 months" for P13M in the notice's language; '' for a session (PT0S); the text itself if it is no duration. */
export function duration(iso: string, lang: string): string {
  const [date, time = ''] = iso.split('T');
  if (!/^P/.test(iso)) return iso;
  try {
    return [...read(date!, dates), ...read(time, times)].map(([count, unit]) =>
      new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(count)).join(' ');
  } catch {
    return iso;
  }
}

function read(text: string, names: Readonly<Record<string, string>>): [number, string][] {
  return [...text.matchAll(/(\d+)([A-Z])/g)].map(([, count, letter]) => [+count!, names[letter!]!] as [number, string]).filter(([count]) => count > 0);
}
