const random = () => crypto.getRandomValues(new Uint8Array(16));

/** 128 random bits as 22 characters of base64url: the visitor's own secret, made at the first choice. */
export function newVisitorId(): string {
  return btoa(String.fromCharCode(...random())).slice(0, 22).replace(/\+/g, '-').replace(/\//g, '_');
}

/** RFC 9562 version 7: 48 bits of milliseconds first, so that ids are nearly in order. */
export function newRecordId(now: number): string {
  const bytes = random();
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = now.toString(16).padStart(12, '0') + [...bytes.subarray(6)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
