/** Bytes that Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const areEqual = (one: Bytes, other: Bytes): boolean => one.length === other.length && one.every((byte, i) => byte === other[i]);

export const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
