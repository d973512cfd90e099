import type { Notice } from '../types';
import { button, h } from './dom';
import type { Dress } from './skin';
import { word } from './words';

/** What stands in the place of a held frame: what is held back, and a way to allow it. */
export function placeholderCard(notice: Notice, dress: Dress, frame: HTMLIFrameElement, onAllow: (category: string) => void): HTMLElement | null {
  const category = notice.categories.find(candidate => candidate.id === frame.getAttribute('data-consent'));
  if (!category) return null;

  const service = serviceName(notice, category.id, frame);
  const host = h('div', { 'data-consenthub-placeholder': category.id });
  const container = dress(host, notice);
  container.classList.add('fill');
  container.append(
    h('div', { class: 'held', role: 'group', 'aria-label': frame.title || service },
      h('p', {}, word(notice, 'placeholderText', { service, category: category.name })),
      button({ class: 'act', 'data-ch': 'placeholder-allow' }, word(notice, 'placeholderAllow', { service, category: category.name }),
        () => onAllow(category.id))));
  return host;
}

/** The service that the frame names, else the one that declares its host, else the host itself. */
function serviceName(notice: Notice, category: string, frame: HTMLIFrameElement): string {
  const services = notice.categories.flatMap(candidate => (candidate.id === category ? candidate.services : []));
  const host = new URL(frame.getAttribute('data-src') ?? '', document.baseURI).hostname;
  const declares = (declared: string) => host === declared || host.endsWith(`.${declared.replace(/^\*?\./, '')}`);
  const found = services.find(service => service.id === frame.getAttribute('data-consent-service'))
    ?? services.find(service => service.hosts.some(declares));
  return found?.name ?? (frame.title || host);
}
