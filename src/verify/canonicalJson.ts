import { utf8, type Bytes } from './bytes';
import { isObject, type Json } from './json';

/**
 * RFC 8785, the JSON Canonicalization Scheme, as the hub writes it: one value, one sequence of bytes. Undefined if a
 * number is not whole or not below 2^53, or a text is not valid Unicode: no sealed record contains such a value.
 */
export function canonicalJson(value: Json): Bytes | undefined {
  const text = write(value);
  return text === undefined ? undefined : utf8(text);
}

function write(value: Json): string | undefined {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value === 'string') return writeText(value);
  if (!isObject(value)) return joined('[', value.map(write), ']');
  // Sorting compares UTF-16 code units, as section 3.2.3 requires.
  return joined('{', Object.keys(value).sort().map(name => writeMember(name, value[name]!)), '}');
}

function writeMember(name: string, value: Json): string | undefined {
  const [key, written] = [writeText(name), write(value)];
  return key === undefined || written === undefined ? undefined : `${key}:${written}`;
}

/** JSON.stringify escapes exactly what section 3.2.2.2 names. */
const writeText = (value: string): string | undefined => (/\p{Surrogate}/u.test(value) ? undefined : JSON.stringify(value));

const joined = (open: string, parts: readonly (string | undefined)[], close: string): string | undefined =>
  parts.includes(undefined) ? undefined : open + parts.join(',') + close;
