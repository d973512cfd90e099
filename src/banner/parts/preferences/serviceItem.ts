import type { Notice, Service } from '../../shared/types';
import { h } from '../../shared/dom';
import { word } from '../../shared/texts';
import { coded, country, kept } from './factWords';

/** One service inside a category: who runs it, what for, where the data goes, and what it keeps in the browser. */
export function serviceItem(notice: Notice, { id, name, provider, purpose, cookies, transfers, policyUrl }: Service, control: HTMLElement | false): HTMLElement {
  return h('li', { class: 'service' },
    h('div', { class: 'row' }, h('h4', { id: `s-${id}` }, name), control),
    provider !== name && h('p', {}, provider),
    purpose && h('p', {}, purpose),
    transfers && h('p', {}, word(notice, 'transfers', {
      countries: transfers.map(to => `${country(notice, to.country)} (${coded(notice, 'safeguard', to.safeguard)})`).join(', '),
    })),
    cookies?.length > 0 && h('ul', { class: 'stored', 'aria-label': word(notice, 'storage') }, ...cookies.map(stored =>
      h('li', {}, h('code', {}, stored.name), [coded(notice, 'kind', stored.kind), kept(notice, stored)].filter(Boolean).join(' · ')))),
    policyUrl && h('a', { href: policyUrl, rel: 'noopener' }, word(notice, 'policyLink', { provider })));
}
