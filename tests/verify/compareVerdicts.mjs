// Runs the browser's verifier over documents that the server's has judged, and names every one on which the two disagree.
// Usage: node tests/verify/compareVerdicts.mjs FILE, one JSON object a line: {bytes: base64, keys: text, verdict: "holds" | "fails" | "refused"}.
import { build } from 'esbuild';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'verify-'));
try {
  const contents = ['verdict', 'verifyReceipt', 'strictJson'].map(name => `export * from './${name}';`).join('\n');
  await build({ stdin: { contents, resolveDir: here('../../src/verify'), loader: 'ts' }, outfile: join(folder, 'verify.mjs'), bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' });
  const { everythingHolds, NoReceipt, textOfBytes, verifyReceipt } = await import(pathToFileURL(join(folder, 'verify.mjs')));

  const judge = async ({ bytes, keys }) => {
    try {
      const verdict = await verifyReceipt(textOfBytes(Buffer.from(bytes, 'base64')), { keys });
      return everythingHolds(verdict) ? ['holds', ''] : ['fails', verdict.checks.find(check => !check.holds).words];
    } catch (error) {
      return [error instanceof NoReceipt || error instanceof SyntaxError ? 'refused' : 'crashes', error.message];
    }
  };

  const [counts, differing] = [{}, []];
  for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
    const document = JSON.parse(line);
    const [verdict, words] = await judge(document);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (verdict !== document.verdict) differing.push({ change: document.change, server: document.verdict, why: document.why, browser: verdict, words, bytes: document.bytes.slice(0, 20_000) });
  }
  differing.slice(0, 5).forEach(difference => console.log(JSON.stringify(difference)));
  console.log(JSON.stringify({ ...counts, differences: differing.length }));
  process.exitCode = differing.length === 0 ? 0 : 2;
} finally {
  await rm(folder, { recursive: true });
}
