import type { Notice } from '../../shared/types';
import { h, type Child } from '../../shared/dom';
import { word } from '../../shared/texts';
import { country } from './factWords';

/** Who is responsible and whom to ask (GDPR Art. 13(1)(a), (b)). As text alone: an address that came as data leads nowhere. */
export function parties(notice: Notice): Child {
  const { controller, privacyContact } = notice;
  if (!controller) return;
  const contact = reach(notice);
  return h('div', { class: 'parties' },
    h('h3', {}, word(notice, 'responsible')),
    h('p', {}, joined(controller.name, controller.address, controller.country && country(notice, controller.country), controller.email, controller.phone, controller.website)),
    contact && h('p', {}, word(notice, 'contact', { name: joined(privacyContact?.name) || joined(controller.name), contact })));
}

/** Every way to the privacy contact. */
export function reach({ privacyContact }: Notice): string {
  return joined(privacyContact?.email, privacyContact?.url, privacyContact?.address);
}

const joined = (...facts: unknown[]) => facts.filter(fact => typeof fact === 'string' && fact).join(', ');
