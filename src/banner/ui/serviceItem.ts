import type { DeclaredStorage, Notice, Service } from '../types';
import { h, link } from './dom';
import { duration } from './duration';
import { word } from './words';

const kinds: Readonly<Record<DeclaredStorage['kind'], string>> = {
  cookie: 'kindCookie',
  local_storage: 'kindLocalStorage',
  session_storage: 'kindSessionStorage',
  indexed_db: 'kindIndexedDb',
  pixel: 'kindPixel',
};

/** One service inside a category: who runs it, what for, and what it keeps in the browser. */
export function serviceItem(notice: Notice, service: Service, labelId: string, control: HTMLElement | null): HTMLElement {
  const provider = service.provider && service.provider !== service.name ? service.provider : undefined;
  return h('li', { class: 'service' },
    h('div', { class: 'row' },
      h('div', { class: 'grow' },
        h('h4', { id: labelId }, service.name),
        provider && h('p', { class: 'small' }, provider)),
      control),
    service.purpose !== undefined && h('p', { class: 'small' }, service.purpose),
    service.cookies.length > 0 && h('ul', { class: 'stored', 'aria-label': word(notice, 'storage') || undefined },
      ...service.cookies.map(storage => storageItem(notice, storage))),
    h('p', { class: 'small links' }, link(word(notice, 'policyLink', { provider: service.provider }) || service.policyUrl, service.policyUrl)));
}

function storageItem(notice: Notice, storage: DeclaredStorage): HTMLElement {
  const lasts = storage.duration === undefined ? '' : duration(storage.duration, notice.lang) || word(notice, 'sessionDuration');
  return h('li', {},
    h('code', {}, storage.name),
    h('span', {}, [word(notice, kinds[storage.kind]), lasts].filter(Boolean).join(' · ')));
}
