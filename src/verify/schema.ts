import { isObject, member, type Json, type JsonObject } from './json';

const remarks = ['$schema', '$id', '$defs', 'title', 'description'];

/**
 * The first violation of a JSON Schema of ours, such as `ledger.salt is missing`; undefined if the document is valid.
 * The twin of DocumentSchema.cs: both read one file and agree on every document. An unknown keyword is an error, and is never ignored.
 */
export const schemaFault = (root: JsonObject, definition: string, document: Json): string | undefined => fault(root, named(root, definition), document, '');

const named = (root: JsonObject, definition: string): JsonObject => member(member(root, '$defs'), definition) as JsonObject;

function fault(root: JsonObject, schema: JsonObject, value: Json, path: string): string | undefined {
  return first(Object.entries(schema).filter(([keyword]) => !remarks.includes(keyword)), ([keyword, rule]) => keywordFault(root, schema, keyword, rule, value, path));
}

function keywordFault(root: JsonObject, schema: JsonObject, keyword: string, rule: any, value: Json, path: string): string | undefined {
  const unless = (holds: boolean, what: string): string | undefined => (holds ? undefined : `${path || 'the document'} ${what}`);
  const passing = (): number => rule.filter((one: JsonObject) => fault(root, one, value, '') === undefined).length;
  const members = isObject(value) ? Object.entries(value) : [];
  const items: readonly Json[] | undefined = Array.isArray(value) ? value : undefined;
  const text = typeof value === 'string' ? value : undefined;
  switch (keyword) {
    case '$ref': return fault(root, named(root, rule.slice('#/$defs/'.length)), value, path);
    case 'oneOf': return unless(passing() === 1, 'does not have exactly one of the allowed forms');
    case 'anyOf': return unless(passing() > 0, 'has none of the allowed forms');
    case 'type': return unless(isOfType(value, rule), `is not of type ${rule}`);
    case 'const': return unless(areSame(rule, value), `is not ${JSON.stringify(rule)}`);
    case 'enum': return unless(rule.some((one: Json) => areSame(one, value)), 'is none of the allowed values');
    case 'pattern': return unless(text === undefined || new RegExp(rule).test(text), `does not match ${rule}`);
    case 'format': return unless(text === undefined || isTime(rule, text), 'is no time of the calendar');
    case 'minLength': return unless(text === undefined || [...text].length >= rule, 'is too short');
    case 'maxLength': return unless(text === undefined || [...text].length <= rule, 'is too long');
    case 'minimum': return unless(typeof value !== 'number' || value >= rule, 'is too small');
    case 'maximum': return unless(typeof value !== 'number' || value <= rule, 'is too large');
    case 'required': return isObject(value) ? first(rule as string[], name => (Object.hasOwn(value, name) ? undefined : `${join(path, name)} is missing`)) : undefined;
    case 'properties': return first(members, ([name, item]) => (Object.hasOwn(rule, name) ? fault(root, rule[name], item, join(path, name)) : undefined));
    case 'propertyNames': return first(members, ([name]) => fault(root, rule, name, join(path, name)));
    case 'additionalProperties': return first(members, ([name, item]) => (member(member(schema, 'properties'), name) !== undefined ? undefined
      : isObject(rule) ? fault(root, rule, item, join(path, name)) : rule ? undefined : `${join(path, name)} is not known`));
    case 'items': return items && first(items.map((item, i) => [item, i] as const), ([item, i]) => fault(root, rule, item, `${path}[${i}]`));
    case 'minItems': return unless(!items || items.length >= rule, 'has too few items');
    case 'maxItems': return unless(!items || items.length <= rule, 'has too many items');
    case 'uniqueItems': return unless(!items || new Set(items.map(item => JSON.stringify(item))).size === items.length, 'has an item twice');
    default: throw new Error(`The schema uses ${keyword}, which is not known here.`);
  }
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'object': return isObject(value);
    case 'array': return Array.isArray(value);
    case 'integer': return Number.isSafeInteger(value);
    case 'string': case 'boolean': return typeof value === type;
    default: throw new Error(`The schema uses the type ${type}, which is not known here.`);
  }
}

/** Compares a value with a constant of a schema; no constant is an object. */
const areSame = (rule: Json, value: Json): boolean => JSON.stringify(rule) === JSON.stringify(value);

function isTime(format: string, text: string): boolean {
  if (format !== 'date-time') throw new Error(`The schema uses the format ${format}, which is not known here.`);
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.getUTCFullYear() >= 1 && time.toISOString() === text;
}

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
