import type { PartContext } from '../../contracts';
import { h, type Child } from '../../shared/dom';
import { duration, word } from '../../shared/texts';
import type { Category, Notice } from '../../shared/types';
import { coded, country } from './factWords';

/** What the law requires the site to disclose, in a section to unfold: periods, places, rights, the authority, and the notice's version (GDPR Art. 13). */
export function siteFacts({ page: { hub: { base, site } }, visitorId }: PartContext, notice: Notice): HTMLElement {
  const { lang, version, retention, residency, supervisoryAuthority: authority, publishedAt, categories, local, sale } = notice;
  const fact = (key: string, ...what: Child[]) => h('div', {}, h('dt', {}, word(notice, key)), h('dd', {}, ...what));
  const kept = (period: string, after?: string) => (after && coded(notice, 'after', after, { period: duration(period, lang) })) || duration(period, lang);
  const times = retention?.map(({ name, period, after, whileText, basis }) =>
    h('li', {}, `${name}: ${period ? kept(period, after) : whileText || word(notice, 'whileAccount')}${basis ? ` (${coded(notice, 'basis', basis)})` : ''}`));
  // Only contract clauses and corporate rules can be given as a copy (GDPR Art. 13(1)(f)).
  const copies = categories.some(({ services }) => services.some(({ transfers }) => transfers?.some(({ safeguard }) => /scc|bcr/.test(safeguard))));
  // The visitor's own authority, if it is not the one that the site names (GDPR Art. 77).
  const own = local?.authority;
  const named = ({ name, url }: { readonly name: string; readonly url?: string }) => (url ? h('a', { href: url, rel: 'noopener' }, name) : name);
  const date = publishedAt && new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(publishedAt));

  return h('details', { class: 'facts' },
    h('summary', {}, word(notice, 'facts')),
    h('dl', {},
      times && fact('retention', h('ul', {}, ...times)),
      sale && fact('sale', coded(notice, 'sale', sale), sale !== 'none' && ` ${word(notice, 'saleRefuse')}`),
      residency && fact('residency', residency.map(place => country(notice, place)).join(', ')),
      fact('rights', word(notice, 'rightsText'), copies && ` ${word(notice, 'safeguardCopy')}`,
        local?.rights && h('p', {}, local.rights.text), local?.rights && h('ul', {}, ...local.rights.list.map(right => h('li', {}, right))),
        local?.requests && requestLink(`${base}/preferences/${site}/requests`, lang, local.requests, visitorId())),
      (authority || own) && fact('authority', authority && named(authority), authority && own && h('br', {}), own && named(own), own && ` (${country(notice, own.country)})`),
      fact('thisNotice', date ? word(notice, 'noticeVersion', { version: String(version), date }) : String(version), version > 1 && h('br', {}),
        version > 1 && h('a', { href: `${base}/preferences/${site}/notices?lang=${encodeURIComponent(lang)}` }, word(notice, 'earlierVersions')))));
}

/**
 * The way to the page for privacy requests. A form sends the visitor id of this browser to that page, so that a request covers
 * their records too: an address would leave the id in histories and logs.
 */
function requestLink(address: string, lang: string, text: string, visitorId: string | null): HTMLElement {
  const opens = { target: '_blank', rel: 'noopener', 'data-ch': 'requests' };
  if (!visitorId) return h('p', { class: 'deeds' }, h('a', { ...opens, class: 'quiet', href: `${address}?lang=${encodeURIComponent(lang)}` }, text));
  const hidden = (name: string, value: string) => h('input', { type: 'hidden', name, value });
  return h('form', { ...opens, class: 'deeds', method: 'post', action: address }, hidden('visitorId', visitorId), hidden('lang', lang), h('button', { class: 'quiet' }, text));
}

/**
 * Why a category may run, and how to object if that is possible (GDPR Art. 13(1)(c), 21(4)). If everything runs until the
 * visitor objects, the text must not claim consent.
 */
export function basisLine(notice: Notice, { basis, required }: Category): Child {
  if (!basis || (basis === 'consent' && notice.model !== 'opt_in')) return;
  const objection = basis === 'legitimate_interests' && (required ? word(notice, 'objectContact', { contact: reach(notice) }) : word(notice, 'objectSwitch'));
  return h('p', { class: 'fact' }, word(notice, 'basis', { basis: coded(notice, 'basis', basis) }), objection && `. ${objection}`);
}

/** Who is responsible and whom to ask (GDPR Art. 13(1)(a), (b)). As text only: an address that came as data must not become a link. */
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
