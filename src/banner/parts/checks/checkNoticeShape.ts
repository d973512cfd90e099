import type { Notice, Theme } from '../../shared/types';
import { isFair, isReadable } from './fairness';
import { absentOr, flag, integer, like, listOf, nullOr, oneOf, recordOf, shape, text, where, type Check } from './shapes';

/**
 * Returns the path of the first value that no hub would have published; empty if the notice is valid. The rules are
 * those with which the hub reads a site file.
 *
 * They matter if a page has pinned our code: an attacker who takes over the hub can still change the data. One bad value
 * makes the whole notice invalid, because half a notice would be a guess.
 */
export function checkNoticeShape(found: unknown, site: string): string {
  return notice(found, '') || ((found as Notice).site === site ? fairness(found as Notice) : 'site');
}

const id = /^[a-z][a-z0-9_]{0,31}$/;
const ids = like(id);
const language = like(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/);
const host = like(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
const address = /^https:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]{1,2040}$/;
const link = where((link: string) => typeof link === 'string' && (address.test(link) || /^\/(?!\/)[\w.~:/?#[\]@!$&'()*+,;=%-]{0,2047}$/.test(link)));
const period = /^P[\dYMWDTHS]{1,30}$/;
const seconds = integer(1, 4e9);
const colour = like(/^#[\da-f]{6}$/i);

/** At least three characters before a star, so that a declared name cannot match nearly everything. */
const storedName = like(/^(?=.{1,256}$)([^*]+|[^*]{3,}\*)$/);

const country = like(/^[A-Z]{2}$/);
const basis = absentOr(oneOf('consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'));

const service = shape({
  id: ids, name: absentOr(text(200)), provider: absentOr(text(200)), purpose: absentOr(text(1000)),
  policyUrl: absentOr(like(address)),
  hosts: listOf(host, 1000),
  cookies: listOf(shape({
    name: storedName,
    kind: oneOf('cookie', 'local_storage', 'session_storage', 'indexed_db', 'cache', 'pixel'),
    domain: absentOr(host),
    duration: absentOr(like(period)),
  }), 1000),
  transfers: absentOr(listOf(shape({ country, safeguard: oneOf('adequacy', 'scc', 'bcr', 'dpf', 'derogation') }), 300)),
});

const colours = ['bg', 'ink', 'mute', 'line', 'soft', 'edge', 'mark', 'knob', 'accept', 'onAccept', 'reject', 'onReject'];
const needed = shape(Object.fromEntries(colours.map(name => [name, colour])));
/** Every entry becomes a custom property, so no other names are allowed. */
const palette: Check = (value, path) => needed(value, path) || recordOf(colour, new RegExp(`^(${colours.join('|')})$`), colours.length)(value, path);

const types = (...known: string[]) => recordOf(listOf(oneOf(...known), 8), id, 64);

const notice: Check = shape({
  version: integer(1, 999_999_999), validSince: integer(1, 999_999_999),
  lang: language, dir: oneOf('ltr', 'rtl'),
  region: like(/^(\*|[A-Z]{2}(-[A-Z\d]{1,3})?)$/),
  model: oneOf('opt_in', 'opt_out', 'notice_only'),
  languages: listOf(language, 100),
  categories: listOf(shape({
    id: ids, name: text(80), description: absentOr(text(2000)), required: flag, default: flag, gpc: flag, basis, services: listOf(service, 512),
  }), 64),
  // The hub may have inserted the controller's name, which makes the introduction longer than in the site file.
  texts: recordOf(text(2300), /^\w{1,64}$/, 500),
  theme: shape({
    layout: oneOf('box', 'bar', 'modal'), position: oneOf('bottom', 'top', 'bottom_left', 'bottom_right', 'center'),
    radius: integer(0, 24), scheme: oneOf('auto', 'light', 'dark'), font: oneOf('inherit', 'system'),
    light: palette, dark: palette,
  }),
  cookie: shape({ domain: nullOr(host), maxAge: seconds }),
  reask: shape({ granted: seconds, refused: seconds }),
  links: recordOf(link, id, 10), support: absentOr(link),
  age: nullOr(shape({ threshold: integer(1, 21) })),
  signals: nullOr(shape({
    google: nullOr(shape({
      waitForUpdate: integer(0, 5000), adsDataRedaction: flag, urlPassthrough: flag,
      types: types('ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage', 'functionality_storage', 'personalization_storage', 'security_storage'),
    })),
    uet: nullOr(types('ad_storage')),
    clarity: nullOr(types('ad_Storage', 'analytics_Storage')),
    dataLayer: flag,
    dataLayerName: like(/^(?!(location|document|window|parent|frames|opener|status|length|event|origin|history|navigator|screen|clarity|ConsentHub)$)[A-Za-z_]\w{4,63}$/),
  })),
  reloadOnWithdraw: flag, recordPage: flag,
  supervisoryAuthority: absentOr(shape({ name: text(200), url: absentOr(like(address)) })),
  local: absentOr(shape({ authority: absentOr(shape({ country, name: text(200), url: like(address) })), rights: absentOr(shape({ text: text(2300), list: listOf(text(300), 50) })), requests: absentOr(text(200)) })),
  announced: absentOr(shape({ text: text(300), changes: listOf(text(1000), 1000) })),
  sale: absentOr(oneOf('none', 'sale', 'sharing', 'undetermined')),
  residency: absentOr(listOf(country, 300)),
  retention: absentOr(listOf(shape({ name: text(80), period: absentOr(like(period)), after: absentOr(like(/^[a-z_]{1,40}$/)), whileText: absentOr(text(80)), basis }), 1000)),
  publishedAt: absentOr(like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)),
});

/** Returns the path of the first label or palette by which refusing is less prominent than agreeing, or text is unreadable; empty if all are fair. */
function fairness({ theme, texts }: Notice): string {
  if (!isFair(texts['acceptAll'], texts['rejectAll'])) return 'texts.rejectAll';
  return (['light', 'dark'] as const).find(scheme => !isReadable((theme as Theme)[scheme]))?.replace(/^/, 'theme.') ?? '';
}
