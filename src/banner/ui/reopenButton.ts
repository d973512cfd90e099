import type { Decision, Notice } from '../types';
import { button, h, icon } from './dom';
import { listed, word } from './words';

/** The small way back. Where Global Privacy Control answered for the visitor, it shows and says so. */
export function reopenButton(notice: Notice, decision: Decision, onOpen: () => void): HTMLElement {
  const heard = decision.silent;
  const names = notice.categories.filter(category => decision.gpc.includes(category.id)).map(category => category.name);
  return button(
    { class: 'reopen', 'data-ch': 'reopen', title: heard ? word(notice, 'gpcHonoured', { categories: listed(notice, names) }) : undefined },
    h('span', { class: 'row' },
      heard
        ? icon('M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM9 12l2 2 4-4', 'shield')
        : icon('M4 8h7M17 8h3M4 16h3M13 16h7M14 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5M10 13.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5', 'sliders'),
      h('span', { class: 'label' }, word(notice, 'reopen'))),
    onOpen);
}
