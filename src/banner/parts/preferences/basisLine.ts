import type { Category, Notice } from '../../shared/types';
import { h, type Child } from '../../shared/dom';
import { word } from '../../shared/texts';
import { coded } from './factWords';
import { reach } from './parties';

/**
 * Why a category may run, and how to object where that is possible (GDPR Art. 13(1)(c), 21(4)). Where everything runs until
 * somebody objects, nobody reads that it rests on consent.
 */
export function basisLine(notice: Notice, { basis, required }: Category): Child {
  if (!basis || (basis === 'consent' && notice.model !== 'opt_in')) return;
  const objection = basis === 'legitimate_interests' && (required ? word(notice, 'objectContact', { contact: reach(notice) }) : word(notice, 'objectSwitch'));
  return h('p', { class: 'fact' }, word(notice, 'basis', { basis: coded(notice, 'basis', basis) }), objection && `. ${objection}`);
}
