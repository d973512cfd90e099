import type { Bytes } from './bytes';

/** Reads base64 (RFC 4648 section 4) in its canonical form, with padding; undefined for anything else. */
export function fromBase64(text: string): Bytes | undefined {
  // The unused bits before the padding must be zero.
  const isOneWay = text.length % 4 === 0 && /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/.test(text);
  return isOneWay ? Uint8Array.from(atob(text), letter => letter.charCodeAt(0)) : undefined;
}

/** Writes base64; only for a few hundred bytes, such as hashes and keys. */
export const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

/** Base64url without padding (RFC 4648 section 5). */
export const toBase64Url = (bytes: Bytes): string => toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
