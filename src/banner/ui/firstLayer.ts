import type { Notice } from '../types';
import { button, h, type Child } from './dom';
import { legalLinks } from './legalLinks';

export interface FirstLayerButtons {
  accept(): void;
  reject(): void;
  customize(): void;
  close(): void;
}

/**
 * The first layer: a labelled region that traps nothing, but for the layout `modal`, where it is a dialog. Refusing and
 * accepting are the same element, of the same size, one click each. `more` is what else there is to tell.
 */
export function firstLayer(notice: Notice, more: Child, on: FirstLayerButtons): HTMLElement {
  const { theme: { layout, position }, texts } = notice;
  const modal = layout === 'modal';

  const element = h(modal ? 'dialog' : 'section', { class: `banner ${layout} ${position}`, 'aria-labelledby': 'title', 'data-ch': 'banner' },
    h('div', { class: 'text' },
      h('h2', { id: 'title' }, texts['title']),
      h('p', {}, texts['intro']),
      more),
    h('div', { class: 'actions' },
      button('act', 'reject-all', texts['rejectAll'], on.reject),
      button('act', 'accept-all', texts['acceptAll'], on.accept)),
    h('div', { class: 'more' },
      button('quiet', 'customize', texts['customize'], on.customize),
      ...legalLinks(notice)),
    button('', 'close', '×', on.close, { 'aria-label': texts['close'] }));

  element.onkeydown = event => {
    if (event.key === 'Escape') {
      event.preventDefault();
      on.close();
    }
  };
  return element;
}
