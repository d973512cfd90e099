import { areEqual, type Bytes } from './bytes';
import { sha256 } from './sha256';

const leafPrefix = new Uint8Array([0]);
const nodePrefix = new Uint8Array([1]);

/** RFC 6962 section 2.1: the hash of a leaf whose entry is the salt and the record. */
export const leafHash = (salt: Bytes, record: Bytes): Promise<Bytes> => sha256(leafPrefix, salt, record);

export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(nodePrefix, left, right);

/** Number of hashes from a leaf to the root of a tree of that size. */
export function pathLength(index: bigint, size: bigint): number {
  let length = 0;
  for (let node = index, last = size - 1n; last > 0n; node >>= 1n, last >>= 1n) {
    if (node % 2n === 1n || node < last) length++;
  }
  return length;
}

/** Whether the path leads from the leaf to the root, by RFC 9162 section 2.1.3.2. The variables have the names that the RFC gives them. */
export async function isIncluded(index: bigint, size: bigint, leaf: Bytes, path: readonly Bytes[], root: Bytes): Promise<boolean> {
  if (index < 0n || index >= size || path.length !== pathLength(index, size)) return false;

  let fn = index;
  let sn = size - 1n;
  let r = leaf;
  for (const p of path) {
    if (fn % 2n === 1n || fn === sn) {
      r = await nodeHash(p, r);
      while (fn % 2n === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else r = await nodeHash(r, p);
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && areEqual(r, root);
}
