import type { Decision, Notice } from '../types';
import { changesElement, type Change } from './changes';
import { button, h, icon } from './dom';
import { gpcNote, legalLinks } from './notes';
import { word } from './words';

export interface BannerButtons {
  accept(): void;
  reject(): void;
  customize(): void;
  /** Wanted soon: the visitor is on the way to the preference centre. */
  approach(): void;
  close(): void;
}

/**
 * The first layer: a labelled region that traps nothing. Refusing and accepting are the same element, of the same
 * size and colour, one click each.
 */
export function bannerElement(notice: Notice, decision: Decision, changes: readonly Change[], on: BannerButtons): HTMLElement {
  const { layout, position } = notice.theme;
  const customize = button({ class: 'quiet', 'data-ch': 'customize' }, word(notice, 'customize'), on.customize);
  for (const event of ['pointerenter', 'focus']) customize.addEventListener(event, on.approach);

  const region = h('section', { class: `banner ${layout} ${position}`, role: 'region', 'aria-labelledby': 'title', 'data-ch': 'banner' },
    h('div', { class: 'text' },
      h('h2', { id: 'title' }, word(notice, 'title')),
      h('p', {}, word(notice, 'intro')),
      gpcNote(notice, decision),
      changesElement(notice, changes),
      legalLinks(notice)),
    h('div', { class: 'actions' },
      button({ class: 'act', 'data-ch': 'reject-all' }, word(notice, 'rejectAll'), on.reject),
      button({ class: 'act', 'data-ch': 'accept-all' }, word(notice, 'acceptAll'), on.accept),
      customize),
    button({ class: 'close', 'data-ch': 'close', 'aria-label': word(notice, 'close') }, icon('M6 6l12 12M18 6L6 18', 'x'), on.close));

  region.addEventListener('keydown', event => {
    if (event.key === 'Escape') on.close();
  });
  return region;
}
