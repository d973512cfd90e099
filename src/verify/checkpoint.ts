import { fromBase64 } from './base64';
import type { Bytes } from './bytes';
import { isNoteText } from './signedNote';

/** The state that a log signs: its origin, its size and its root hash (https://c2sp.org/tlog-checkpoint). */
export type Checkpoint = { origin: string; size: bigint; root: Bytes };

/** Reads the text of a checkpoint; undefined if it is none. Lines after the third are extensions, which are ignored. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!isNoteText(text)) return undefined;

  const [origin, size, hash, ...rest] = text.split('\n');
  const root = fromBase64(hash ?? '');
  return origin && !/[\u0000-\u001f\u007f-\u009f]/.test(origin) && size && isCount(size) && root?.length === 32 && rest.length > 0 && rest.at(-1) === '' && rest.slice(0, -1).every(line => line !== '')
    ? { origin, size: BigInt(size), root }
    : undefined;
}

/** A decimal number without a sign or leading zeros that fits in 64 bits. */
export const isCount = (text: string): boolean => /^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 2n ** 63n;
