import { fromBase64 } from './base64';
import type { Bytes } from './bytes';

export type NoteSignature = { name: string; keyId: Bytes; signature: Bytes };

/** A text and who signed it. `text` ends with the line break that is signed too. */
export type SignedNote = { text: string; signatures: readonly NoteSignature[] };

/** The limits of the hub's own reader: a longer note, or one with more signatures, is refused. */
const maxBytes = 64 * 1024;
const maxSignatures = 16;

/** A key's name has no plus sign, and no white space or control character as .NET defines them. */
const nameOfKey = /^[^\u0000-\u0020+\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

/** Reads a note of https://c2sp.org/signed-note; undefined if it is none. */
export function parseSignedNote(note: string): SignedNote | undefined {
  if (!isNoteText(note)) return undefined;

  // The blank line before the signatures is the last one.
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n')) return undefined;

  const lines = note.slice(at + 2, -1).split('\n');
  const signatures = lines.map(parseSignature);
  return signatures.length <= maxSignatures && signatures.every(s => s !== undefined) ? { text: note.slice(0, at + 1), signatures } : undefined;
}

/** Whether the text is valid Unicode, has no control character below U+0020 except the line feed, and is not too long. */
export const isNoteText = (text: string): boolean => !/[\0-\x09\x0b-\x1f]|\p{Surrogate}/u.test(text) && new TextEncoder().encode(text).length <= maxBytes;

export const isKeyName = (name: string): boolean => nameOfKey.test(name);

function parseSignature(line: string): NoteSignature | undefined {
  const [dash, name, base64, ...rest] = line.split(' ');
  const bytes = fromBase64(base64 ?? '');
  return dash === '—' && name && isKeyName(name) && rest.length === 0 && bytes && bytes.length > 4 ? { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : undefined;
}
