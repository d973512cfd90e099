import { everythingHolds, type Check, type Verdict } from '../verdict';
import { element, link } from './dom';
import { count } from './words';

/** The verdict, each check, and the key that it depends on. */
export function verdictView(verdict: Verdict): HTMLElement {
  const [look, title, words] = judgement(verdict);
  return element('section', { class: `card verdict ${look}`, 'aria-labelledby': 'verdict' },
    element('h2', { id: 'verdict' }, title),
    element('p', {}, words),
    element('ul', { class: 'checks' }, ...verdict.checks.map(checkItem)),
    keyView(verdict));
}

function judgement(verdict: Verdict): readonly [look: string, title: string, words: string] {
  const what = verdict.kind === 'consent' ? 'receipt' : 'statement';
  const failing = verdict.checks.filter(check => !check.holds).length;
  if (!everythingHolds(verdict)) return ['bad', `This ${what} does not hold`, `${count(failing, 'check')} of ${verdict.checks.length} failed. Do not rely on it.`];
  return verdict.keySource === 'user'
    ? ['good', `This ${what} is genuine`, 'Everything in it is as the website sealed it, by the key that you gave.']
    : ['open', 'Nothing was changed since it was signed', 'Who signed it is for you to find out, in one step: compare the key.'];
}

const checkItem = ({ holds, words }: Check): HTMLElement =>
  element('li', { class: holds ? 'holds' : 'fails' }, element('span', { class: 'sr' }, holds ? 'Holds: ' : 'Fails: '), words);

function keyView({ key, keySource, origin }: Verdict): HTMLElement | undefined {
  if (!key) return undefined;
  return element('div', { class: `key ${keySource}` },
    element('h3', {}, 'The key'),
    keySource === 'user' ? element('p', {}, 'The one that you gave.') : element('p', {}, 'This key came with the receipt, and a forger would bring one of their own: compare it with the one at ', published(origin), '.'),
    element('code', {}, key));
}

/** Where the website publishes the key; a hub without a public address has no such place. */
const published = (origin: string): Node | string =>
  origin.startsWith('consenthub.invalid/') ? `${logOf(origin.slice(origin.indexOf('/ledger/')))}/key on the hub` : link(`https://${logOf(origin)}/key`);

/** The address of a log. After a restore its origin ends in /r1, /r2 and so on, but its address does not change. */
const logOf = (origin: string): string => origin.replace(/\/r\d+$/, '');
