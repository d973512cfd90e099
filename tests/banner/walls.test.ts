// @vitest-environment node
import { expect, test } from 'vitest';

/** Every source of the script and its parts, by its path in src/banner. The inline stub imports nothing and has a folder of its own. */
const sources = new Map(Object.entries(import.meta.glob('../../src/banner/**/*.ts', { query: '?raw', import: 'default', eager: true }) as Record<string, string>)
  .map(([path, source]) => [path.replace('../../src/banner/', ''), source]));

/** What a file belongs to: `core` (the first script), `shared`, `contracts` (only types), or a part. */
const ownerOf = (file: string) => /^parts\/(\w+)\//.exec(file)?.[1] ?? file.replace(/^(core|ui|gate)\/.*/, 'core').replace(/^(shared|stub|identity)\/.*/, '$1').replace(/\.ts$/, '');

/** The files that a file imports; `types` says whether imports of types count as well. */
function importsOf(file: string, types: boolean): string[] {
  const found = sources.get(file)!.matchAll(/^import (type )?(?:\{([^}]*)\} from )?'(\.[^'?]*)'/gm);
  return [...found]
    .filter(([, type, names]) => types || !(type || names?.split(',').every(name => /^\s*type /.test(name))))
    .map(([, , , path]) => new URL(path!, `file:///${file}`).pathname.slice(1) + '.ts')
    .filter(path => sources.has(path));
}

/** The file and everything that it imports, directly or not. */
function reachable(file: string, types: boolean, seen = new Set<string>()): Set<string> {
  if (!seen.has(file)) {
    seen.add(file);
    for (const next of importsOf(file, types)) reachable(next, types, seen);
  }
  return seen;
}

const files = [...sources.keys()];
const bundles = new Set(files.map(ownerOf).filter(owner => !/^(shared|contracts|stub)$/.test(owner)));
const filesOf = (bundle: string) => new Set(files.filter(file => ownerOf(file) === bundle).flatMap(file => [...reachable(file, false)]));

test('the script and its parts are found', () =>
  expect([...bundles].sort()).toEqual(['age', 'checks', 'core', 'debug', 'embeds', 'identity', 'marks', 'preferences', 'records', 'roots', 'save', 'work']));

test('a file is in two bundles if, and only if, it is shared', () => {
  const contents = [...bundles].map(filesOf);
  const runs = (file: string) => !/^(contracts|stub)$/.test(ownerOf(file)) && /^(?:export )?(?:async )?(?:function|const) /m.test(sources.get(file)!);
  expect(files.filter(runs).map(file => [file, contents.filter(content => content.has(file)).length > 1]))
    .toEqual(files.filter(runs).map(file => [file, ownerOf(file) === 'shared']));
});

test('a file imports only its own bundle, what is shared, and the contracts', () => {
  const arrows = files.flatMap(file => importsOf(file, true).map(target => ({ file, target, owner: ownerOf(file), to: ownerOf(target) })));
  const allowed = ({ owner, to }: (typeof arrows)[number]) =>
    to === 'shared' || to === owner || (to === 'contracts' && owner !== 'shared');
  expect(arrows.filter(arrow => !allowed(arrow)).map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  expect(arrows.filter(({ to }) => to === 'contracts').map(({ file }) => file).filter(file => /^import \{[^}]*\} from '[^']*contracts'/m.test(sources.get(file)!))).toEqual([]);
});

test('no import leads back to its file, not even one of a type', () =>
  expect(files.filter(file => importsOf(file, true).some(target => reachable(target, true).has(file)))).toEqual([]));

test('every file has at most 300 lines', () => expect(files.filter(file => sources.get(file)!.split('\n').length > 301)).toEqual([]));
