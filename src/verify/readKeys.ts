import { member, type Json, type JsonObject } from './json';
import { NoReceipt } from './verdict';
import { parseVerifierKey, type VerifierKey } from './verifierKey';

/** Reads keys, one per line; the last line may lack its line feed, and an empty text has no keys. @throws {NoReceipt} if a line is no key. */
export async function readKeys(text: string): Promise<readonly VerifierKey[]> {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const keys = await Promise.all(lines.map(parseVerifierKey));
  const wrong = keys.indexOf(undefined);
  if (wrong >= 0) throw new NoReceipt(`This is not a key of a log: ${lines[wrong]!.slice(0, 80)}`);
  return keys as VerifierKey[];
}

/** The keys that came with a receipt; keys of an unknown kind are skipped. */
export async function keysOf(ledger: JsonObject): Promise<readonly VerifierKey[]> {
  const texts = member(ledger, 'keys');
  const keys = await Promise.all((Array.isArray(texts) ? texts : []).map((text: Json) => (typeof text === 'string' ? parseVerifierKey(text) : undefined)));
  return keys.filter(key => key !== undefined);
}
