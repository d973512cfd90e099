import { fromBase64 } from './base64';
import type { Bytes } from './bytes';

export type NoteSignature = { name: string; keyId: Bytes; signature: Bytes };

/** A text and who signed it. `text` ends with the line break that is signed too. */
export type SignedNote = { text: string; signatures: readonly NoteSignature[] };

/** Reads a note as https://c2sp.org/signed-note says; undefined where it is none. */
export function parseSignedNote(note: string): SignedNote | undefined {
  // The blank line before the signatures is the last one.
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n') || /[\0-\x09\x0b-\x1f\x7f]|\p{Surrogate}/u.test(note)) return undefined;

  const lines = note.slice(at + 2, -1).split('\n');
  const signatures = lines.map(parseSignature);
  return signatures.every(s => s !== undefined) ? { text: note.slice(0, at + 1), signatures } : undefined;
}

function parseSignature(line: string): NoteSignature | undefined {
  const match = /^— ([^\s+]+) (\S+)$/u.exec(line);
  const bytes = match && fromBase64(match[2]!);
  return match && bytes && bytes.length > 4 ? { name: match[1]!, keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : undefined;
}
