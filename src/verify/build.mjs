// Builds the script of the verification page. It is one classic script, so that a saved copy of the page works from a
// file. It is not minified, so that it can be read.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here('page/main.ts')],
  outfile: here('../../wwwroot/verify/verify.js'),
  bundle: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  absWorkingDir: here('../..'),
});
