/** What the words of a record mean; an unknown word is shown unchanged. */
const meanings: { readonly [word: string]: string } = {
  accept_all: 'accepted all', reject_all: 'rejected all', save: 'chose by category', withdraw: 'withdrew everything', object: 'objected', gpc: 'Global Privacy Control',
  guardian: 'a guardian decided', renew: 'renewed by the website', import: 'taken over from another system',
  banner: 'in the banner', preferences: 'in the privacy settings', placeholder: 'at content that was held back', api: 'in an application', nojs: 'on the page without JavaScript', signal: 'by a browser signal',
  opt_in: 'off until allowed', opt_out: 'on until refused', notice_only: 'told, not asked',
  kept: 'done in time', late: 'done, but late', refused: 'refused',
  account_closed: 'the account was closed', last_activity: 'of the last activity', deletion_request: 'the person asked for the deletion', withdrawal: 'the person withdrew consent or objected',
  case_closed: 'the case was closed', service_ended: 'the service ended', choice_ended: 'the choice no longer stood', request_received: 'the request arrived',
  visitor_request: 'the visitor asked', admin_request: 'an administrator, on request', retention: 'the retention period ended',
};

export const meaning = (word: string): string => (Object.hasOwn(meanings, word) ? meanings[word]! : word);

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' });

/** "30 September 2026 at 10:14:58 UTC"; a text that is no time is shown unchanged. */
export function time(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : `${format.format(at)} UTC`;
}

const units: { readonly [unit: string]: string } = { Y: 'year', M: 'month', W: 'week', D: 'day', h: 'hour', m: 'minute', s: 'second' };

/** "12 months" for P12M; a text that is no ISO 8601 period is shown unchanged. */
export function period(text: string): string {
  const [, date, , clock = ''] = /^P((?:\d+[YMWD])*)(T((?:\d+[HMS])+))?$/.exec(text) ?? [];
  const parts = [...`${date ?? ''}${clock.toLowerCase()}`.matchAll(/(\d+)(.)/g)].map(([, number, unit]) => count(Number(number), units[unit!]!));
  return parts.length === 0 ? text : parts.join(' ');
}

export const count = (number: number, one: string, more = `${one}s`): string => `${number} ${number === 1 ? one : more}`;
