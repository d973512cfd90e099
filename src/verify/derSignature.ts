import { concat, type Bytes } from './bytes';

const width = 32;

/**
 * An ECDSA signature over P-256 as signed notes carry it, in ASN.1 DER (SEQUENCE of INTEGER r, s; RFC 3279 section 2.2.3),
 * as Web Crypto needs it: r and s side by side, 32 bytes each. Undefined if it is no such signature in its one valid form.
 */
export function fromDer(der: Bytes): Bytes | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;

  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  return r && s && s.end === der.length ? concat(r.value, s.value) : undefined;
}

function readInteger(der: Bytes, at: number): { value: Bytes; end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || end > der.length) return undefined;

  let digits = der.slice(at + 2, end);
  // A leading zero byte is allowed only where the number would otherwise be negative.
  if (digits[0]! >= 0x80) return undefined;
  if (digits[0] === 0 && digits.length > 1) {
    if (digits[1]! < 0x80) return undefined;
    digits = digits.slice(1);
  }
  return digits.length > width ? undefined : { value: concat(new Uint8Array(width - digits.length), digits), end };
}
