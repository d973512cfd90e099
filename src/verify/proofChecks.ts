import { fromBase64 } from './base64';
import { canonicalJson } from './canonicalJson';
import { member, textOf, type JsonObject } from './json';
import { isIncluded, leafHash, pathLength } from './merkle';
import type { Parts } from './readReceipt';
import type { TlogProof } from './tlogProof';
import { fails, passes, type Check } from './verdict';
import { isSignedBy, names, type VerifierKey } from './verifierKey';

export async function checkRecord({ record, ledger }: Parts, { index, path, checkpoint }: TlogProof): Promise<Check> {
  const salt = fromBase64(textOf(member(ledger, 'salt')) ?? '');
  if (salt?.length !== 16) return fails('record', 'The salt is not 16 bytes in base64.');

  const canonical = canonicalJson(record);
  if (!canonical) return fails('record', 'The record holds something that no sealed record can hold.');
  return await isIncluded(index, checkpoint.size, await leafHash(salt, canonical), path, checkpoint.root)
    ? passes('record', 'The record is exactly what was sealed.')
    : fails('record', 'The record is not what was sealed. It, its salt, its position or the proof was changed: together they do not lead to the log’s checkpoint.');
}

export function checkPosition({ record, ledger }: Parts, { index, path, checkpoint }: TlogProof): Check {
  const reason = wrongPosition(ledger, index, path.length, checkpoint.size) ?? wrongLog(record, ledger, checkpoint.origin);
  return reason ? fails('position', reason) : passes('position', `The record is at position ${index} of the log ${checkpoint.origin}.`);
}

export function checkSignature(keys: readonly VerifierKey[], signer: VerifierKey | undefined, { checkpoint }: TlogProof): Check {
  if (signer) return passes('signature', `The log’s checkpoint of size ${checkpoint.size} was signed with the key below.`);
  return fails('signature', keys.length === 0 ? 'There is no key that this page can read.'
    : keys.every(key => key.name !== checkpoint.origin) ? `The key is not one of the log ${checkpoint.origin}.`
      : 'The checkpoint was not signed with this key, or was changed after it was signed.');
}

/** The key of this log that signed the checkpoint. If several signatures claim keys of this log, all must be valid. */
export async function findSigner({ note, checkpoint }: TlogProof, keys: readonly VerifierKey[]): Promise<VerifierKey | undefined> {
  const known = keys.filter(key => key.name === checkpoint.origin && names(note, key));
  for (const key of known) {
    if (!await isSignedBy(note, key)) return undefined;
  }
  return known[0];
}

function wrongPosition(ledger: JsonObject, index: bigint, length: number, size: bigint): string | undefined {
  const said = member(ledger, 'leafIndex');
  if (typeof said !== 'number' || BigInt(said) !== index) return `The receipt says position ${String(said)}, its proof says ${index}.`;
  if (index >= size) return `Position ${index} lies behind the end of the log, which has ${size} entries.`;
  return length === pathLength(index, size) ? undefined : 'The proof is not as long as this position in a log of this size needs.';
}

function wrongLog(record: JsonObject, ledger: JsonObject, origin: string): string | undefined {
  const [said, site] = [textOf(member(ledger, 'origin')), textOf(member(record, 'site'))];
  if (said !== origin) return `The receipt names the log ${said ?? ''}, its checkpoint is of ${origin}.`;
  // A restored log has a name of its own: …/ledger/{site}/r1.
  return /\/ledger\/([^/]+)(?:\/r[1-9]\d*)?$/.exec(origin)?.[1] === site ? undefined : `The log ${origin} is not the log of the site ${site ?? ''}.`;
}
