import { member, textOf, type Json } from '../json';
import { element, facts, link } from './dom';

/** Who is responsible, and whom to ask. */
export function partiesView(controller: Json | undefined, contact: Json | undefined): HTMLElement {
  const who = (name: string): string => textOf(member(controller, name)) ?? '';
  const ask = (name: string): string => textOf(member(contact, name)) ?? '';
  return element('section', { class: 'card', 'aria-labelledby': 'parties' },
    element('h2', { id: 'parties' }, 'Who is responsible'),
    facts(
      ['Controller', who('name')],
      ['Address', [who('address'), who('country')].filter(Boolean).join(', ')],
      ['E-mail', who('email')],
      ['Telephone', who('phone')],
      ['Website', link(who('website'))],
      ['Privacy contact', [ask('name'), ask('email'), ask('address')].filter(Boolean).join(', ')],
      ['Contact page', link(ask('url'))]));
}
