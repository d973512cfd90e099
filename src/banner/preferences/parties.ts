import type { Notice } from '../types';
import { h, type Child } from '../ui/dom';
import { word } from '../ui/words';

/** Who is responsible and whom to ask (GDPR Art. 13(1)(a), (b)). As text alone: an address that came as data leads nowhere. */
export function parties(notice: Notice): Child {
  const { controller, privacyContact } = notice;
  if (!controller) return;
  const of = (...facts: unknown[]) => facts.filter(fact => typeof fact === 'string' && fact).join(', ');
  const contact = privacyContact && of(privacyContact.email, privacyContact.url, privacyContact.address);
  return h('div', { class: 'parties' },
    h('h3', {}, word(notice, 'responsible')),
    h('p', {}, of(controller.name, controller.address, controller.email, controller.phone, controller.website)),
    contact && h('p', {}, word(notice, 'contact', { name: of(privacyContact.name) || of(controller.name), contact })));
}
