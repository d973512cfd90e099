// Reads texts with the browser's readers after the server's have read them, and names those on which the two disagree.
// Usage: node tests/verify/compareReaders.mjs FILE, one JSON object a line: {kind: "note" | "checkpoint" | "proof" | "keys", utf16: base64, taken: boolean}.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { bundled } from './support/bundled.mjs';

await bundled(['verdict', 'signedNote', 'checkpoint', 'tlogProof', 'readKeys'], async ({ NoReceipt, parseSignedNote, parseCheckpoint, parseTlogProof, readKeys }) => {
  const keysOf = async text => {
    try {
      return (await readKeys(text)).length > 0;
    } catch (error) {
      if (error instanceof NoReceipt) return false;
      throw error;
    }
  };
  const readers = { note: parseSignedNote, checkpoint: parseCheckpoint, proof: parseTlogProof, keys: keysOf };

  const differing = [];
  let [texts, count] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
    const { kind, utf16, taken } = JSON.parse(line);
    const text = Buffer.from(utf16, 'base64').toString('utf16le');
    const mine = Boolean(await readers[kind](text));
    texts++;
    if (mine) count++;
    if (mine !== taken) differing.push({ kind, server: taken, browser: mine, text });
  }
  differing.slice(0, 5).forEach(difference => console.log(JSON.stringify(difference)));
  console.log(JSON.stringify({ texts, taken: count, differences: differing.length }));
  process.exitCode = differing.length === 0 ? 0 : 2;
});
