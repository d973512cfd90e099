import type { Category } from '../../shared/types';
import { h } from '../../shared/dom';
import { word } from '../../shared/texts';
import type { PreferencesActions, PreferencesView } from './content';
import { turnCategory, turnService } from './draft';
import { basisLine } from './basisLine';
import { serviceItem } from './serviceItem';

/** One category of the preference centre: its switch, what it is for, and its services behind a fold. */
export function categoryItem({ notice, young }: PreferencesView, category: Category, on: PreferencesActions): HTMLElement {
  const { id, name, description, required, services } = category;
  const described = description && `d-${id}`;
  /** A switch can be read where it is locked, not turned. */
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
