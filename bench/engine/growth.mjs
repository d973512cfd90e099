// Measures a hub on SQLite while its database grows.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as make from './contestants.mjs';
import { alternate, resident } from './load.mjs';

const chunk = 1_000_000;

function add(work, data, from, to) {
  const begin = performance.now();
  for (let number = from; number < to; number += chunk) {
    const says = make.fill(work, data, Math.min(chunk, to - number), number);
    process.stderr.write(`numbered from ${number}: ${says}\n`);
  }

  return (to - from) / ((performance.now() - begin) / 1000);
}

/** Bytes of the database file for each record, after the write-ahead log was checkpointed into it. */
function bytesARecord(data) {
  const file = join(data, 'consenthub.db');
  const said = execFileSync('sqlite3', [file, 'PRAGMA wal_checkpoint(TRUNCATE); SELECT sum(next_leaf) FROM site;']).toString().trim().split('\n');
  return Math.round(statSync(file).size / Number(said.at(-1)));
}

export async function growth({ work, lua, begin, end, plan, choices, connections, sizes }) {
  const data = join(work, 'hub-growth');
  const rows = [];
  for (const [at, size] of sizes.entries()) {
    const from = sizes[at - 1] ?? 0;
    const filled = add(work, data, from, size);
    const bytes = bytesARecord(data);
    const contestants = [await begin(make.bare(work)), await begin(make.hub(work, data))];
    const [bare, hub] = contestants.map((c) => c.name);
    const reading = () => ({ script: lua('lookup.lua'), connections, env: { LOOKUP_VISITORS: String(size) } });
    const writes = await alternate(contestants, { ...plan, loadOf: () => choices });
    const loaded = resident(contestants[1].pid);
    const reads = await alternate(contestants, { ...plan, loadOf: reading });
    rows.push({
      size, filled, bytes, ready: contestants[1].ready, memory: [loaded, reads.get(hub).memory],
      kinds: [writes, reads].map((r) => ({ ...r.get(hub), share: r.get(hub).rate / r.get(bare).rate })),
    });
    await end();
  }

  for (const [kind, what] of ['writes', 'look-ups of a random visitor'].entries()) {
    console.log(`\nGrowth on SQLite, ${what}, ${connections} connections, 20 sites\n`);
    console.log('| records | requests/s | × bare framework | that × the first size | p50 ms | p99 ms | CPU µs | refused | memory MB |');
    console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
    for (const { size, memory, kinds } of rows) {
      const r = kinds[kind];
      const ratio = r.share / rows[0].kinds[kind].share;
      console.log(`| ${size} | ${Math.round(r.rate)} | ${r.share.toFixed(2)} | ${ratio.toFixed(2)} | ${r.p50.toFixed(1)} | ${r.p99.toFixed(1)} | ${Math.round(r.cost)} | ${r.refused} | ${memory[kind]} |`);
    }
  }

  console.log('\nThe database\n\n| records | bytes a record | direct calls of the store, records/s | start to ready ms |\n|---:|---:|---:|---:|');
  for (const { size, bytes, filled, ready } of rows)
    console.log(`| ${size} | ${bytes} | ${Math.round(filled)} | ${Math.round(ready)} |`);
}
