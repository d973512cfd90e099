import { isObject, member, type Json, type JsonObject } from './json';

/** Paths of the members of `found` that differ, are missing or are not expected, such as `processing[1].granted`. */
export function differences(expected: Json | undefined, found: Json | undefined, path = ''): readonly string[] {
  if (isObject(expected) && isObject(found))
    return names(expected, found).flatMap(name => differences(member(expected, name), member(found, name), path ? `${path}.${name}` : name));
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length)
    return expected.flatMap((item: Json, i) => differences(item, found[i] as Json, `${path}[${i}]`));

  return expected === found ? [] : [path];
}

const names = (one: JsonObject, other: JsonObject): readonly string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];
