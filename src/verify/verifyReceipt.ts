import { checkNotice, checkRest } from './contentChecks';
import { member, textOf } from './json';
import { checkPosition, checkRecord, checkSignature, findSigner } from './proofChecks';
import { keysOf, readKeys } from './readKeys';
import { readReceipt, type Parts } from './readReceipt';
import { parseTlogProof } from './tlogProof';
import { fails, type Check, type Verdict } from './verdict';
import type { VerifierKey } from './verifierKey';

/** @param proof text of a .tlog-proof file that takes the place of the receipt's own. @param keys verifier keys from elsewhere, one a line; with none, the receipt's own are taken. */
type Options = { proof?: string | undefined; keys?: string };

/**
 * Checks a receipt, or a statement of an erasure or a duty, with only its own text and a key, without any request.
 * @throws {NoReceipt} if it is no receipt of this version, or a key can't be read.
 */
export async function verifyReceipt(text: string, { proof, keys = '' }: Options = {}): Promise<Verdict> {
  const parts = readReceipt(text);
  const given = await readKeys(keys);
  const known = given.length > 0 ? given : await keysOf(parts.ledger);

  const { checks, signer } = await checkProof(parts, proof ?? textOf(member(parts.ledger, 'proof')) ?? '', known);
  return {
    kind: parts.kind,
    checks: [...checks, ...(parts.kind === 'consent' ? [await checkNotice(parts)] : []), checkRest(parts)],
    ...(signer ? { key: signer.text } : {}),
    keySource: given.length > 0 ? 'user' : 'receipt',
    origin: textOf(member(parts.ledger, 'origin')) ?? '',
    receipt: parts.receipt,
    record: parts.record,
    ...(parts.notice ? { notice: parts.notice } : {}),
  };
}

async function checkProof(parts: Parts, text: string, keys: readonly VerifierKey[]): Promise<{ checks: readonly Check[]; signer?: VerifierKey | undefined }> {
  const proof = parseTlogProof(text);
  if (!proof) return { checks: (['record', 'position', 'signature'] as const).map(name => fails(name, 'The proof can’t be read: it is not the text of a tlog-proof.')) };

  const signer = await findSigner(proof, keys);
  return { checks: [await checkRecord(parts, proof), checkPosition(parts, proof), checkSignature(keys, signer, proof)], signer };
}
