// @vitest-environment node
import { expect, test } from 'vitest';

/** Every source of the banner, by its path. */
const sources = import.meta.glob('../../src/banner/**/*.{ts,mts,mjs,css}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;

/** Private words that are refused as a part of an identifier, singular or plural. */
const parts = ['arrive', 'deed', 'desk', 'dirt', 'live', 'manner', 'owner', 'reporter', 'settle', 'stage', 'stand', 'told', 'wish'];
/** Words that are refused only as a whole identifier: as a part of one they have their usual meaning. */
const wholes = ['aside', 'box', 'enter', 'keep', 'tell'];
/** Words that make a comment private, or that have to be read twice. */
const prose = [...parts, 'anew', 'aside', 'away', 'stood', 'tell', 'there', 'whoever'];

/** `aside` is stored with each item of the outbox; the stub's text is published by its hash, and its property owners are JavaScript's. */
const exempt = [/^(parts\/save\/|shared\/types)/, /^stub\//];
const allowed = (file: string, word: string) => (word === 'aside' && exempt[0]!.test(file)) || (word === 'owner' && exempt[1]!.test(file));

const comment = /\/\*[\s\S]*?\*\/|(?<![:\w'"`])\/\/[^\n]*/g;
const text = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const singular = (word: string) => word.toLowerCase().replace(/s$/, '');

/** The private words of a file, each as `word in "where"`. */
function privateWords(file: string, source: string): string[] {
  const comments = source.match(comment) ?? [];
  const identifiers = file.endsWith('.css') ? [] : source.replace(comment, '').replace(text, '').match(/(?<![-\w$])[A-Za-z_$][\w$]*(?!-)/g) ?? [];
  return [
    ...identifiers.flatMap(name => [
      ...name.split(/(?=[A-Z])|_/).map(singular).filter(word => parts.includes(word)),
      ...wholes.filter(word => word === singular(name)),
    ].filter(word => !allowed(file, word)).map(word => `${word} in "${name}"`)),
    ...comments.flatMap(line => (line.match(/(?<![\w-])[A-Za-z]+(?![\w-])/g) ?? []).map(singular).filter(word => prose.includes(word)).map(word => `${word} in "${line}"`)),
  ];
}

test('the sources are found', () => expect(Object.keys(sources).length).toBeGreaterThan(50));

test.each(Object.entries(sources))('%s has no private word', (path, source) =>
  expect(privateWords(path.replace('../../src/banner/', ''), source)).toEqual([]));
