import type { Hub } from '../../core/findHub';
import type { Notice } from '../../shared/types';
import { h, type Child } from '../../shared/dom';
import { duration } from '../../shared/duration';
import { word } from '../../shared/texts';
import { coded, country } from './factWords';

/** What the law requires the site to disclose, behind a fold: times, places, rights, whom to complain to, which notice this is (GDPR Art. 13). */
export function siteFacts({ base, site }: Hub, notice: Notice): HTMLElement {
  const { lang, version, retention, residency, supervisoryAuthority: authority, publishedAt, categories } = notice;
  const fact = (key: string, ...what: Child[]) => h('div', {}, h('dt', {}, word(notice, key)), h('dd', {}, ...what));
  const times = retention?.map(({ name, period, whileText, basis }) =>
    h('li', {}, `${name}: ${period ? duration(period, lang) : whileText || word(notice, 'whileAccount')}${basis ? ` (${coded(notice, 'basis', basis)})` : ''}`));
  // Only clauses and rules can be handed out as a copy (GDPR Art. 13(1)(f)).
  const copies = categories.some(({ services }) => services.some(({ transfers }) => transfers?.some(({ safeguard }) => /scc|bcr/.test(safeguard))));
  const date = publishedAt && new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(publishedAt));

  return h('details', { class: 'facts' },
    h('summary', {}, word(notice, 'facts')),
    h('dl', {},
      times && fact('retention', h('ul', {}, ...times)),
      residency && fact('residency', residency.map(place => country(notice, place)).join(', ')),
      fact('rights', word(notice, 'rightsText'), copies && ` ${word(notice, 'safeguardCopy')}`),
      authority && fact('authority', authority.url ? h('a', { href: authority.url, rel: 'noopener' }, authority.name) : authority.name),
      fact('thisNotice', date ? word(notice, 'noticeVersion', { version: String(version), date }) : String(version), version > 1 && h('br', {}),
        version > 1 && h('a', { href: `${base}/preferences/${site}/notices?lang=${encodeURIComponent(lang)}` }, word(notice, 'earlierVersions')))));
}
