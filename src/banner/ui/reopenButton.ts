import type { Decision, Notice } from '../types';
import { button, h, icon } from './dom';
import { gpcSentence, shield } from './notes';
import { word } from './words';

/** The small way back. Where Global Privacy Control answered for the visitor, it shows and says so. */
export function reopenButton(notice: Notice, decision: Decision, onOpen: () => void): HTMLElement {
  const heard = decision.silent;
  return button(
    { class: 'reopen', 'data-ch': 'reopen', title: heard && gpcSentence(notice, decision) },
    h('span', { class: 'row' },
      heard ? shield() : icon('M4 8h10M18 8h2M4 16h2M10 16h10M14 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0M6 16a2 2 0 1 0 4 0a2 2 0 1 0-4 0', 'sliders'),
      h('span', { class: 'label' }, word(notice, 'reopen'))),
    onOpen);
}
