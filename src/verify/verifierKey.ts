import { fromBase64 } from './base64';
import { areEqual, utf8, type Bytes } from './bytes';
import { fromDer } from './derSignature';
import { sha256 } from './sha256';
import type { SignedNote } from './signedNote';

const ecdsaP256 = 0x02;

/** A public key of a log. `text` is how it is written down and compared. */
export type VerifierKey = { text: string; name: string; keyId: Bytes; key: CryptoKey };

/**
 * Reads a verifier key of type 0x02, `name+hex(key id)+base64(0x02 || SPKI)`; its id is the first 4 bytes of SHA-256 of the SPKI
 * (https://c2sp.org/signed-note). Undefined where it is none.
 */
export async function parseVerifierKey(text: string): Promise<VerifierKey | undefined> {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  const bytes = match && fromBase64(match[3]!);
  if (!match || !bytes || bytes[0] !== ecdsaP256) return undefined;

  const spki = bytes.slice(1);
  const keyId = (await sha256(spki)).slice(0, 4);
  if (!areEqual(keyId, Uint8Array.from(match[2]!.match(/../g)!, pair => parseInt(pair, 16)))) return undefined;

  try {
    const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return { text, name: match[1]!, keyId, key };
  } catch {
    return undefined;
  }
}

/** Whether one of the note's signatures is by this key. Signatures of others are nobody's business here. */
export async function isSignedBy(note: SignedNote, key: VerifierKey): Promise<boolean> {
  for (const { name, keyId, signature } of note.signatures) {
    const raw = name === key.name && areEqual(keyId, key.keyId) ? fromDer(signature) : undefined;
    if (raw && await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key.key, raw, utf8(note.text))) return true;
  }
  return false;
}
