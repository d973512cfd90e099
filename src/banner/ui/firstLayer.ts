import { legalLinks } from '../shared/texts';
import type { Notice } from '../shared/types';
import { button, h, type Child } from '../shared/dom';

export interface FirstLayerActions {
  decideAll(action: 'accept_all' | 'reject_all', source: 'banner'): void;
  open(): unknown;
  dismiss(): void;
}

/**
 * The first layer: a labelled region that does not trap the focus, except in the layout `modal`, where it is a dialog. Refusing and
 * accepting are the same element, of the same size, one click each. `more` is an additional note.
 */
export function firstLayer(notice: Notice, more: Child, on: FirstLayerActions): HTMLElement {
  const { theme: { layout, position }, texts } = notice;
  const modal = layout === 'modal';

  return h(modal ? 'dialog' : 'section', { class: `banner ${layout} ${position}`, 'aria-labelledby': 'title', 'data-ch': 'banner' },
    h('div', { class: 'text' },
      h('h2', { id: 'title' }, texts['title']),
      h('p', {}, texts['intro']),
      more),
    h('div', { class: 'actions' },
      button('act', 'reject-all', texts['rejectAll'], () => on.decideAll('reject_all', 'banner')),
      button('act', 'accept-all', texts['acceptAll'], () => on.decideAll('accept_all', 'banner'))),
    h('div', { class: 'more' },
      button('quiet', 'customize', texts['customize'], on.open),
      h('span', {}, ...legalLinks(notice))),
    button('', 'close', '×', on.dismiss, { 'aria-label': texts['close'] }));
}
