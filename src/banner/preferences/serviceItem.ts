import type { Notice, Service } from '../types';
import { h } from '../ui/dom';
import { duration } from '../ui/duration';
import { word } from '../ui/words';

/** One service inside a category: who runs it, what for, and what it keeps in the browser. */
export function serviceItem(notice: Notice, { id, name, provider, purpose, cookies, policyUrl }: Service, control: HTMLElement | false): HTMLElement {
  return h('li', { class: 'service' },
    h('div', { class: 'row' }, h('h4', { id: `s-${id}` }, name), control),
    provider !== name && h('p', {}, provider),
    purpose && h('p', {}, purpose),
    cookies?.length > 0 && h('ul', { class: 'stored', 'aria-label': word(notice, 'storage') }, ...cookies.map(({ name, kind, duration: lasts }) => {
      // local_storage is worded by kindLocalStorage.
      const words = word(notice, `kind_${kind}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
      const until = lasts && (duration(lasts, notice.lang) || word(notice, 'sessionDuration'));
      return h('li', {}, h('code', {}, name), [words, until].filter(Boolean).join(' · '));
    })),
    policyUrl && h('a', { href: policyUrl, rel: 'noopener' }, word(notice, 'policyLink', { provider })));
}
