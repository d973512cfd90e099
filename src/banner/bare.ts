/**
 * Copies parsed JSON into objects without a prototype, so that a page which has put something on
 * Object.prototype cannot turn an absent field into a present one.
 */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) copy[key] = bare(inner);
  return copy;
}

/** An object without a prototype, from pairs. */
export function record<T>(pairs: Iterable<readonly [string, T]>): Record<string, T> {
  const made = Object.create(null) as Record<string, T>;
  for (const [key, value] of pairs) made[key] = value;
  return made;
}
