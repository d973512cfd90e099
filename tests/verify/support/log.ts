// An independent log, written from RFC 6962 section 2.1 and node:crypto: it shares no code with what it tests.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

export type Hash = Uint8Array;

const text = new TextEncoder();

export const sha256 = (...parts: readonly (Uint8Array | string)[]): Hash => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export const hex = (bytes: Uint8Array): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
export const unhex = (digits: string): Uint8Array<ArrayBuffer> => Uint8Array.from(digits.match(/../g) ?? [], pair => parseInt(pair, 16));

export const leaf = (...entry: readonly (Uint8Array | string)[]): Hash => sha256(new Uint8Array([0]), ...entry);
const node = (left: Hash, right: Hash): Hash => sha256(new Uint8Array([1]), left, right);

/** The largest power of two below n. */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

export function root(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

export function path(index: number, leaves: readonly Hash[]): readonly Hash[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

export type Signer = { name: string; vkey: string; sign(note: string): string };

/** A key of a log with the given name: C2SP signed-note, type 0x02. */
export function signer(name: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const id = sha256(spki).slice(0, 4);
  return {
    name,
    vkey: `${name}+${hex(id)}+${base64(Uint8Array.of(2, ...spki))}`,
    sign: note => `${note}\n— ${name} ${base64(Uint8Array.of(...id, ...sign('sha256', text.encode(note), privateKey)))}\n`,
  };
}

export const checkpoint = (origin: string, leaves: readonly Hash[]): string => `${origin}\n${leaves.length}\n${base64(root(leaves))}\n`;

/** The text of a .tlog-proof. */
export const proof = (index: number, leaves: readonly Hash[], key: Signer, origin = key.name): string =>
  ['c2sp.org/tlog-proof@v1', `index ${index}`, ...path(index, leaves).map(base64), '', key.sign(checkpoint(origin, leaves))].join('\n');

/** Leaves of other visitors around the one under test. */
export const others = (count: number, from = 0): readonly Hash[] => Array.from({ length: count }, (_, i) => leaf(`somebody else ${from + i}`));
