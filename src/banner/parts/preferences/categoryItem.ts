import { h } from '../../shared/dom';
import { word } from '../../shared/texts';
import type { Category, Notice, Service } from '../../shared/types';
import { basisLine } from './disclosures';
import { turnCategory, turnService, type PreferencesActions, type PreferencesView } from './draft';
import { coded, country, kept } from './factWords';

/** One category of the preference centre: its switch, its purpose, and its services in a section to unfold. */
export function categoryItem({ notice, young }: PreferencesView, category: Category, on: PreferencesActions): HTMLElement {
  const { id, name, description, required, services } = category;
  const described = description && `d-${id}`;
  /** A locked switch can be read but not turned. */
  const control = (of: string, labelledBy: string, turn: (state: boolean) => void, describedBy?: string): HTMLElement => {
    const element = h('button', {
      type: 'button', class: 'switch', role: 'switch', name: of, 'aria-labelledby': labelledBy, 'aria-describedby': describedBy, disabled: (required || young) && '',
    }, h('span', {}));
    element.onclick = () => turn(element.getAttribute('aria-checked') !== 'true');
    return element;
  };

  return h('li', { class: 'category', 'data-category': id },
    h('div', { class: 'row' },
      h('h3', { id: `c-${id}` }, name),
      required && h('span', { class: 'always' }, word(notice, 'alwaysOn')),
      control(id, `c-${id}`, state => on.turn((whole, draft) => turnCategory(whole, draft, id, state)), described)),
    description && h('p', { id: described }, description),
    basisLine(notice, category),
    services.length > 0 && h('details', {},
      h('summary', {}, word(notice, 'services', { count: String(services.length) }) || String(services.length)),
      h('ul', {}, ...services.map(service => serviceItem(notice, service, !required
        && control(`${id}.${service.id}`, `s-${service.id}`, state => on.turn((whole, draft) => turnService(whole, draft, service.id, state))))))));
}

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
