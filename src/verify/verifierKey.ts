import { fromBase64 } from './base64';
import { areEqual, utf8, type Bytes } from './bytes';
import { fromDer } from './derSignature';
import { sha256 } from './sha256';
import { isKeyName, type NoteSignature, type SignedNote } from './signedNote';

const ecdsaP256 = 0x02;

/**
 * The first bytes of every P-256 public key in SubjectPublicKeyInfo form, up to its coordinates. Keys of another curve
 * or encoding begin otherwise and are refused.
 */
const p256Start = Uint8Array.of(0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04);

/** A public key of a log. `text` is how it is written down and compared. */
export type VerifierKey = { text: string; name: string; keyId: Bytes; key: CryptoKey };

/**
 * Reads a verifier key of type 0x02, `name+hex(key id)+base64(0x02 || SPKI)`; its id is the first 4 bytes of SHA-256 of the SPKI
 * (https://c2sp.org/signed-note). Undefined if it is none.
 */
export async function parseVerifierKey(text: string): Promise<VerifierKey | undefined> {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  const bytes = match && fromBase64(match[3]!);
  if (!match || !isKeyName(match[1]!) || !bytes || bytes[0] !== ecdsaP256) return undefined;

  const spki = bytes.slice(1);
  if (spki.length !== p256Start.length + 64 || !areEqual(spki.slice(0, p256Start.length), p256Start)) return undefined;
  const keyId = (await sha256(spki)).slice(0, 4);
  if (!areEqual(keyId, Uint8Array.from(match[2]!.match(/../g)!, pair => parseInt(pair, 16)))) return undefined;

  try {
    const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return { text, name: match[1]!, keyId, key };
  } catch {
    return undefined;
  }
}

/** Does this signature line claim to be by this key? */
const isBy = (key: VerifierKey) => ({ name, keyId }: NoteSignature): boolean => name === key.name && areEqual(keyId, key.keyId);

export const names = (note: SignedNote, key: VerifierKey): boolean => note.signatures.some(isBy(key));

/** Whether this key signed the note. Lines of other keys are ignored; one invalid line of this key is enough for false. */
export async function isSignedBy(note: SignedNote, key: VerifierKey): Promise<boolean> {
  const own = note.signatures.filter(isBy(key));
  for (const { signature } of own) {
    const raw = fromDer(signature);
    if (!raw || !await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key.key, raw, utf8(note.text))) return false;
  }
  return own.length > 0;
}
