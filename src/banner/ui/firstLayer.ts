import type { Notice } from '../types';
import { button, h, type Child } from './dom';
import { legalLinks } from './legalLinks';
import { word } from './words';

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
  const { layout, position } = notice.theme;
  const modal = layout === 'modal';

  const element = h(modal ? 'dialog' : 'section', { class: `banner ${layout} ${position}`, 'aria-labelledby': 'title', 'data-ch': 'banner' },
    h('div', { class: 'text' },
      h('h2', { id: 'title' }, word(notice, 'title')),
      h('p', {}, word(notice, 'intro')),
      more),
    h('div', { class: 'actions' },
      button('act', 'reject-all', word(notice, 'rejectAll'), on.reject),
      button('act', 'accept-all', word(notice, 'acceptAll'), on.accept)),
    h('div', { class: 'more' },
      button('quiet', 'customize', word(notice, 'customize'), on.customize),
      ...legalLinks(notice)),
    button('', 'close', '×', on.close, { 'aria-label': word(notice, 'close') }));

  element.onkeydown = event => {
    if (event.key === 'Escape') {
      event.preventDefault();
      on.close();
    }
  };
  return element;
}
