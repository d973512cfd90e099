/** Returns the path of the first invalid value; empty if all are valid. */
export type Check = (value: unknown, path: string) => string;

export const where = (right: (value: never) => unknown): Check => (value, path) => (right(value as never) ? '' : path);

export const like = (pattern: RegExp): Check => where(value => typeof value === 'string' && pattern.test(value));

export const text = (max: number): Check => where((value: string) => typeof value === 'string' && value.length <= max);

export const oneOf = (...known: unknown[]): Check => where(value => known.includes(value));

export const flag = oneOf(true, false);

export const integer = (least: number, most: number): Check => where((value: number) => Number.isInteger(value) && value >= least && value <= most);

export const listOf = (check: Check, most: number): Check => (value, path) =>
  Array.isArray(value) && value.length <= most ? first(value.map((item, index) => () => check(item, `${path}[${index}]`))) : path;

export const recordOf = (check: Check, names: RegExp, most: number): Check => (value, path) =>
  isObject(value) && Object.keys(value).length <= most
    ? first(Object.entries(value).map(([name, item]) => () => (names.test(name) ? check(item, `${path}.${name}`) : `${path}.${name}`)))
    : path;

/** An object that has at least these fields; others are ignored, because nothing reads them. */
export const shape = (fields: Readonly<Record<string, Check>>): Check => (value, path) =>
  isObject(value)
    ? first(Object.entries(fields).map(([name, check]) => () => check(Object.hasOwn(value, name) ? value[name] : undefined, path ? `${path}.${name}` : name)))
    : path || 'notice';

export const absentOr = (check: Check): Check => (value, path) => (value === undefined ? '' : check(value, path));

export const nullOr = (check: Check): Check => (value, path) => (value === null ? '' : check(value, path));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function first(steps: (() => string)[]): string {
  for (const step of steps) {
    const fault = step();
    if (fault) return fault;
  }
  return '';
}
