import { fromBase64 } from './base64';
import type { Bytes } from './bytes';
import { isCount, parseCheckpoint, type Checkpoint } from './checkpoint';
import { parseSignedNote, type SignedNote } from './signedNote';

const header = 'c2sp.org/tlog-proof@v1\n';
/** No tree whose size fits in 63 bits is higher. */
const highest = 63;
const longest = 128 * 1024;

export type TlogProof = { index: bigint; path: readonly Bytes[]; note: SignedNote; checkpoint: Checkpoint };

export const isTlogProof = (text: string): boolean => text.startsWith(header);

/** Reads https://c2sp.org/tlog-proof; undefined if it is none. Extra data is not authenticated, so it is skipped. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const at = text.indexOf('\n\n');
  if (!isTlogProof(text) || at < 0 || text.length > longest) return undefined;

  const lines = text.slice(header.length, at).split('\n');
  if (lines[0]!.startsWith('extra ') && !fromBase64(lines.shift()!.slice('extra '.length))?.length) return undefined;

  const index = lines.shift()?.match(/^index (\S+)$/)?.[1];
  const path = lines.map(fromBase64);
  const note = parseSignedNote(text.slice(at + 2));
  const checkpoint = note && parseCheckpoint(note.text);
  return index && isCount(index) && path.length <= highest && path.every(hash => hash?.length === 32) && note && checkpoint
    ? { index: BigInt(index), path: path as Bytes[], note, checkpoint }
    : undefined;
}
