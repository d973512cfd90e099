// Builds the script and its parts into wwwroot: no source maps, the same bytes on every machine.
import { build, transform } from 'esbuild';
import { minify as shorten } from 'rolldown/utils';
import { minify } from 'terser';
import { withArrows, withEagerArrows } from './eager.mjs';
import { writeStubs } from './stub/build.mjs';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const marker = '/*consenthub-config*/null';

const css = {
  name: 'css',
  setup(pipeline) {
    pipeline.onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({ path: `${resolveDir}/${path.replace('?inline', '')}`, namespace: 'css' }));
    pipeline.onLoad({ filter: /./, namespace: 'css' }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target: 'es2022' });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/**
 * Property names that only the script and its parts use. The build shortens each to the same name in all of them, so
 * none may also be a name of the web platform, the wire, stored data or the API.
 */
const inner = ['decision', 'gpcAtChoice', 'silent', 'doWork', 'makeWork', 'findNotice', 'mayRun', 'sweep', 'enqueue', 'waiting',
  'applyState', 'decideOn', 'loadPart', 'shell', 'gate', 'noticeSource', 'asked', 'recheck', 'translate', 'answered', 'emit', 'finishBoot', 'dress', 'notifyPage',
  'setState', 'state', 'themeCss', 'memory', 'resume', 'hold', 'clean', 'consentState', 'events', 'dismissed', 'notes', 'follows', 'accept', 'reject', 'customize', 'queue', 'bootLang', 'translateMarks', 'hub', 'tag', 'look', 'choose', 'decideAll', 'onceAllowed', 'makeTranslate', 'dismiss', 'leave', 'createScripts', 'ask', 'base', 'countOutcome'];
let shortened = {};

// Interface texts have placeholders such as `{name}`, filled from properties of that name. The build must not shorten
// those properties.
const filled = [...(await readFile(here('../ConsentHub.Core/Sites/Texts/en.json'), 'utf8')).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter(name => inner.includes(name));
if (filled.length) throw new Error(`Texts are filled by ${filled.join(', ')}, so the build must not shorten that name.`);

/** Bundles and minifies one script: one line, one scope. */
async function bundle(contents, define = {}) {
  const { outputFiles, mangleCache } = await build({
    stdin: { contents, resolveDir: here('.') },
    bundle: true,
    minifySyntax: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    plugins: [css],
    define,
    mangleProps: new RegExp(`^(${inner.join('|')})$`),
    mangleCache: shortened,
  });
  shortened = mangleCache;
  const once = await shorten('script.js', outputFiles[0].text, { module: true, compress: { target: 'es2022', joinVars: false }, mangle: { toplevel: true } });
  if (once.errors.length) throw new AggregateError(once.errors);
  // The two minifiers together save 80 bytes (brotli) over either alone. Double quotes, as in the JSON that the hub
  // writes into the script.
  const { code } = await minify(once.code, { module: true, ecma: 2022, compress: { passes: 3, unsafe: true, unsafe_arrows: true }, mangle: { toplevel: true }, format: { quote_style: 2 } });
  return withArrows(code);
}

async function put(name, text) {
  await writeFile(here(`../../wwwroot/${name}`), text);
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  console.log(`wwwroot/${name} ${Buffer.byteLength(text)} bytes, ${brotli.length} brotli`);
}

// The order of the imports in src/banner/core decides the order of the code, and with it some 40 bytes (brotli).

/** What each part exports, from the file of that name in its folder. `work` comes last, because it loads the others. */
const parts = {
  save: 'makeSave', embeds: 'createCover', roots: 'makeRoots', marks: 'makeTranslate', preferences: 'makePreferences',
  records: 'createRecords', age: 'askAge', checks: 'checks', debug: 'makeDebugger', work: 'workPart',
};

/** Builds a part, which passes its exports in an event, and returns its integrity. */
async function part(name, define) {
  const entry = `import { ${parts[name]} as part } from './parts/${name}/${parts[name]}'; dispatchEvent(new CustomEvent('consenthub:${name}', { detail: part }));`;
  const text = `/*! ConsentHub */(()=>{"use strict";${await bundle(entry, define)}})();\n`;
  await put(`consenthub-${name}.js`, text);
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/**
 * Each script contains the integrity hashes of the parts that it loads, so a page that pins the first script pins all of
 * them.
 */
const integrity = value => ({ __INTEGRITY__: JSON.stringify(value) });
const later = {};
for (const name of Object.keys(parts).filter(name => name !== 'work')) later[name] = await part(name);
const work = await part('work', integrity(later));
const code = await bundle("import './core/index'", { ...integrity(work), __CONSENTHUB_CONFIG__: '$' });

// The hub replaces this marker by the first layer of the notice, so it must occur in the file exactly once.
const script = await withEagerArrows(`[${marker}].map((function($){"use strict";${code}}))`, marker);
if (script.split(marker).length !== 2) throw new Error('The marker for the first layer must occur in the script exactly once.');
await put('consenthub.js', script);

// Only sites with sign-in load this script. It comes last, so that it changes no name in the others.
await put('consenthub-identity.js', `/*! ConsentHub */(()=>{"use strict";${await bundle("import './identity/identity'")}})();\n`);

await writeStubs();
