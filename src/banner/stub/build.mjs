// Builds the two inline scripts, wwwroot/consenthub-stub.js and wwwroot/consenthub-patch.js: raw text without a line end,
// because a policy's hash covers the exact text between the tags.
import { transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const limit = 1024;
const here = path => fileURLToPath(new URL(path, import.meta.url));

/** The text of the stub, as a page holds it. */
export const buildStub = () => inline('stub');

/** The text of the optional script that patches the network functions. */
export const buildPatch = () => inline('patch');

/** The hash with which a Content-Security-Policy allows an inline script. */
export const policyHash = text => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Builds both, writes them and says how large they are and what their hashes are. */
export async function writeStubs() {
  for (const [name, text] of [['stub', await buildStub()], ['patch', await buildPatch()]]) {
    await writeFile(here(`../../../wwwroot/consenthub-${name}.js`), text);
    console.log(`wwwroot/consenthub-${name}.js ${Buffer.byteLength(text)} bytes, '${policyHash(text)}'`);
  }
}

async function inline(name) {
  const { code } = await transform(await readFile(here(`./${name}.ts`), 'utf8'), { loader: 'ts', minify: true, target: 'es2022', charset: 'ascii', legalComments: 'none' });
  const text = code.trim().replace(/;$/, '');
  if (Buffer.byteLength(text) > limit) throw new Error(`The inline ${name} is ${Buffer.byteLength(text)} bytes; at most ${limit} are allowed.`);
  if (/<\/script|<!--/i.test(text)) throw new Error(`The inline ${name} would end its own tag.`);
  return text;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await writeStubs();
