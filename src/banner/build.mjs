// Builds wwwroot/consenthub.js: one file, no source map, the same bytes on every machine.
import { build, transform } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const marker = '/*consenthub-config*/null';

const css = {
  name: 'css',
  setup(pipeline) {
    pipeline.onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({ path: `${resolveDir}/${path.replace('?inline', '')}`, namespace: 'css' }));
    pipeline.onLoad({ filter: /./, namespace: 'css' }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, legalComments: 'none' });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: [here('./index.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
  plugins: [css],
});

// The hub replaces null by the first layer of the notice; nothing else in the file may look like that place.
const script = `/*! ConsentHub */(function(__CONSENTHUB_CONFIG__){"use strict";${outputFiles[0].text.trim()}})(${marker});\n`;
if (script.split(marker).length !== 2) throw new Error('The place for the first layer must stand in the script exactly once.');

const target = here('../../wwwroot/consenthub.js');
await writeFile(target, script);
console.log(`wwwroot/consenthub.js ${script.length} characters, ${Buffer.byteLength(script)} bytes, ${gzipSync(script, { level: 9 }).length} gzip`);
