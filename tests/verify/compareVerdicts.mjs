// Runs the browser's verifier over documents that the server's has verified, and names every one on which the two disagree.
// Usage: node tests/verify/compareVerdicts.mjs FILE, one JSON object a line: {bytes: base64, keys: text, verdict: "holds" | "fails" | "refused"}.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { bundled } from './support/bundled.mjs';

await bundled(['verdict', 'verifyReceipt', 'strictJson'], async ({ everythingHolds, NoReceipt, textOfBytes, verifyReceipt }) => {
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
});
