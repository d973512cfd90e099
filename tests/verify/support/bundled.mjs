import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Bundles files of src/verify and passes their exports to `use`. */
export async function bundled(names, use) {
  const folder = await mkdtemp(join(tmpdir(), 'verify-'));
  try {
    const contents = names.map(name => `export * from './${name}';`).join('\n');
    const resolveDir = fileURLToPath(new URL('../../../src/verify', import.meta.url));
    await build({ stdin: { contents, resolveDir, loader: 'ts' }, outfile: join(folder, 'verify.mjs'), bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' });
    await use(await import(pathToFileURL(join(folder, 'verify.mjs'))));
  } finally {
    await rm(folder, { recursive: true });
  }
}
