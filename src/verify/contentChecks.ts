import { toBase64Url } from './base64';
import { canonicalJson } from './canonicalJson';
import { derivedFrom } from './derived';
import { differences } from './differences';
import { member, type JsonObject } from './json';
import type { Parts } from './readReceipt';
import { sha256 } from './sha256';
import { fails, passes, type Check } from './verdict';

/** Members that the operator states without a seal; docs/receipts.md lists them. */
const stated = { consent: ['storageLocations', 'retention', 'withdrawal'], removal: ['controller', 'contact'], duty: ['controller', 'contact'] } as const;
const statedInside: readonly string[] = ['erasure.backups', 'erasure.backupsKeptUntil', 'duty.name'];

/** Values that the notice and the record must agree on: each member's name in the notice, then its name in the record. */
const said = { site: 'site', version: 'notice', lang: 'lang', region: 'regionShown', model: 'model' } as const;

export async function checkNotice({ record, notice }: Parts): Promise<Check> {
  const canonical = notice && canonicalJson(notice);
  if (!notice || !canonical || toBase64Url(await sha256(canonical)) !== member(record, 'noticeHash'))
    return fails('notice', 'The notice is not the one that the record was sealed with.');

  const other = Object.entries(said).find(([inNotice, inRecord]) => member(notice, inNotice) !== member(record, inRecord));
  return other
    ? fails('notice', `The notice is for another ${other[0]} than the record says.`)
    : passes('notice', `The notice is word for word the one that was sealed: version ${String(member(record, 'notice'))}, language ${String(member(record, 'lang'))}.`);
}

export function checkRest({ kind, receipt, record, notice = {}, ledger }: Parts): Check {
  const elsewhere: readonly string[] = ['record', 'ledger', ...(kind === 'consent' ? ['notice'] : []), ...stated[kind]];
  const expected = derivedFrom(kind, record, notice, ledger);
  const wrong = differences(expected, without(receipt, elsewhere)).filter(path => !statedInside.includes(path));
  return wrong.length === 0
    ? passes('rest', 'The rest of the file agrees with what was sealed.')
    : fails('rest', `The rest of the file differs from the sealed record in: ${wrong.slice(0, 5).join(', ')}${wrong.length > 5 ? ' and more' : ''}.`);
}

const without = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
