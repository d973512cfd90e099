export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of an object: its own, not one that every object has. */
export const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The objects of an array; nothing where it is none. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** No receipt is nested deeper, and whoever reads on may call itself for each level. */
const deepest = 64;

/** Reads JSON in which no object says a name twice (RFC 7493 section 2.3): two readers would take it for two things. */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  const repeated = findRepeatedName(text);
  if (repeated !== undefined) throw new SyntaxError(`the name ${repeated} stands twice in one object`);
  return value;
}

/** Walks over JSON that is known to be well formed. @throws {SyntaxError} where it is nested deeper than any receipt. */
function findRepeatedName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (open.length > deepest) throw new SyntaxError('it is nested too deeply');
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = JSON.parse(last) as string;
      const names = open.at(-1)!;
      if (names.has(name)) return name;
      names.add(name);
    } else last = token;
  }
  return undefined;
}
