import type { Category, Notice } from '../types';
import { h, icon } from './dom';
import type { Draft } from './draft';
import { serviceItem } from './serviceItem';
import { createSwitch, type Switch } from './switch';
import { word } from './words';

export interface CategoryItem {
  readonly element: HTMLElement;
  show(draft: Draft): void;
}

export interface Turns {
  category(id: string, on: boolean): void;
  service(id: string, on: boolean): void;
}

/** One category of the preference centre: its switch, what it is for, and its services behind a fold. */
export function categoryItem(notice: Notice, category: Category, draft: Draft, turns: Turns, open: boolean): CategoryItem {
  const label = `c-${category.id}`;
  const described = category.description ? `d-${category.id}` : undefined;
  const locked = category.required;
  const main = createSwitch({ name: category.id, labelledBy: label, describedBy: described, locked },
    draft.categories.get(category.id) === true, on => turns.category(category.id, on));

  const switches = new Map<string, Switch>();
  const services = category.services.map(service => {
    const labelId = `s-${service.id}`;
    if (locked) return serviceItem(notice, service, labelId, null);
    const control = createSwitch({ name: `${category.id}.${service.id}`, labelledBy: labelId },
      draft.services.get(service.id) === true, on => turns.service(service.id, on));
    switches.set(service.id, control);
    return serviceItem(notice, service, labelId, control.element);
  });

  const element = h('li', { class: 'category', 'data-category': category.id },
    h('div', { class: 'row' },
      h('h3', { id: label, class: 'grow' }, category.name),
      locked && h('span', { class: 'always' }, word(notice, 'alwaysOn')),
      main.element),
    described !== undefined && h('p', { id: described }, category.description),
    services.length > 0 && h('details', { open },
      h('summary', {},
        h('span', {}, word(notice, 'services', { count: String(services.length) }) || String(services.length)),
        icon('M6 9l6 6 6-6', 'fold')),
      h('ul', { class: 'services' }, ...services)));

  return {
    element,
    show(next) {
      main.show(next.categories.get(category.id) === true);
      switches.forEach((control, id) => control.show(next.services.get(id) === true));
    },
  };
}
