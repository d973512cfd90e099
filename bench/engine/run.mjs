// Compares ConsentHub with the bare framework, the plainest store and @c15t/backend, in one run and in alternation; README.md says what else.
// Usage: node run.mjs [VERB ...] [--rounds 5] [--seconds 4] [--warm-up 10] [--records 1000000] [--connections 64] and what a verb takes besides
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { c15tWithRows } from './c15t-rows.mjs';
import * as make from './contestants.mjs';
import { exports } from './exports.mjs';
import { growth } from './growth.mjs';
import { instances } from './instances.mjs';
import { alternate, median, resident, slice } from './load.mjs';
import { migration } from './migration.mjs';
import { overload } from './overload.mjs';
import { retention } from './retention.mjs';
import { syncs } from './syncs.mjs';
import { telemetry } from './telemetry.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' }, 'warm-up': { type: 'string', default: '10' },
    records: { type: 'string', default: '1000000' }, connections: { type: 'string', default: '64' },
    offered: { type: 'string', default: '60' }, clients: { type: 'string', default: '8000' }, sizes: { type: 'string', default: '10000,1000000,30000000' },
    'c15t-rows': { type: 'string', default: '0' }, built: { type: 'string' }, postgres: { type: 'boolean', default: false },
  },
});
const wanted = positionals.length > 0 ? positionals : ['writes', 'reads', 'static', 'process'];
const repository = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'consenthub-engine-'));
const plan = { rounds: Number(values.rounds), seconds: Number(values.seconds), warmUp: Number(values['warm-up']) };
const connections = Number(values.connections);
const running = [];
const begin = async (starting) => { const one = await starting; running.push(one); return one; };
const end = async () => { for (const one of running.splice(0).reverse()) await one.stop(); };

const lua = (name) => join(import.meta.dirname, name);
const choices = { script: join(repository, 'bench/choices.lua'), connections };

/** What every table's own file gets. */
const bench = {
  work, lua, plan, choices, connections, begin, end, records: Number(values.records), offered: Number(values.offered), clients: Number(values.clients),
  sizes: values.sizes.split(',').map(Number), c15tRows: Number(values['c15t-rows']), postgres: values.postgres, table,
};

function table(title, results, limits) {
  console.log(`\n${title}\n`);
  console.log(`| | requests/s | ${limits.map((l) => `× ${l}`).join(' | ')} | p50 ms | p99 ms | CPU µs | memory MB | refused |`);
  console.log(`|---|${'---:|'.repeat(limits.length + 6)}`);
  for (const [name, r] of results) {
    const ratios = limits.map((limit) => (r.rate / results.get(limit).rate).toFixed(2));
    console.log(`| ${name} | ${Math.round(r.rate)} | ${ratios.join(' | ')} | ${r.p50.toFixed(1)} | ${r.p99.toFixed(1)} | ${Math.round(r.cost)} | ${r.memory} | ${r.refused} |`);
  }
}

async function writes() {
  const server = await begin(make.postgres());
  for (const database of ['hub', 'c15t'])
    server.psql(`CREATE DATABASE ${database}`);

  const contestants = [
    await begin(make.bare(work)),
    await begin(make.plainStore(work, join(work, 'plain'))),
    await begin(make.hub(work, join(work, 'hub-writes'))),
    await begin(make.hubOnPostgres(work, join(work, 'hub-postgres'), server.connection('hub'))),
    await begin(make.c15t(repository, work, 'sqlite', join(work, 'c15t.db'), 'c15t, SQLite')),
    await begin(make.c15t(repository, work, 'postgres', server.url('c15t'), 'c15t, PostgreSQL')),
  ];
  if (bench.c15tRows > 0) {
    const file = (name) => join(work, `c15t-${name}.db`);
    contestants.push(await begin(c15tWithRows(repository, work, file('rows'), bench.c15tRows, false, `c15t, SQLite, ${bench.c15tRows} rows before`)));
    contestants.push(await begin(c15tWithRows(repository, work, file('indexes'), bench.c15tRows, true, `c15t with indexes, SQLite, ${bench.c15tRows} rows before`)));
  }

  const loadOf = (c) => (c.name.startsWith('c15t') ? { script: lua('c15t.lua'), connections } : choices);
  table(`Durable writes, ${connections} connections, 20 sites`, await alternate(contestants, { ...plan, loadOf }), ['bare framework', 'plain store', 'c15t, SQLite', 'c15t, PostgreSQL']);
  await end();
}

async function reads() {
  const data = join(work, 'hub-reads');
  process.stderr.write(`${make.fill(work, data, bench.records)}\n`);
  const server = await begin(make.postgres());
  server.psql('CREATE DATABASE hub');
  make.command(work, data).run('migrate', '--to', server.connection('hub'));
  const contestants = [
    await begin(make.bare(work)),
    await begin(make.hub(work, data)),
    await begin(make.hubOnPostgres(work, join(work, 'hub-reads-postgres'), server.connection('hub'))),
  ];
  const loadOf = () => ({ script: lua('lookup.lua'), connections, env: { LOOKUP_VISITORS: values.records } });
  table(`The current choice of a random visitor among ${values.records}`, await alternate(contestants, { ...plan, loadOf }), ['bare framework']);
  await end();
}

async function constant() {
  const [bare, hub] = [await begin(make.bare(work)), await begin(make.hub(work, join(work, 'hub-static')))];
  for (const path of ['/v1/sites/s01/notice?lang=en', '/consent.js?site=s01&lang=en']) {
    const size = (await (await fetch(hub.address + path, { headers: { 'Accept-Encoding': 'identity' } })).arrayBuffer()).byteLength;
    const loadOf = (c) => ({ path: c === bare ? `/constant/${size}` : path, connections });
    table(`GET ${path}, ${size} bytes`, await alternate([bare, hub], { ...plan, loadOf }), ['bare framework']);
  }

  await end();
}

async function processes() {
  const rows = { 'bare framework': [], 'ConsentHub, SQLite': [] };
  for (let round = 0; round < plan.rounds; round++) {
    for (const starting of [() => make.bare(work), () => make.hub(work, join(work, 'hub-process'))]) {
      const one = await starting();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const idle = resident(one.pid);
      await slice(one, { ...choices, seconds: plan.seconds });
      rows[one.name].push({ ready: one.ready, idle, loaded: resident(one.pid) });
      await one.stop();
    }
  }

  console.log('\nThe process: medians; ready counts from the start of the program to its first answer\n');
  console.log('| | ready ms | × | idle MB | × | under load MB | × |\n|---|---:|---:|---:|---:|---:|---:|');
  const of = (name, what) => median(rows[name].map((r) => r[what]));
  for (const name of Object.keys(rows)) {
    const cells = ['ready', 'idle', 'loaded'].map((what) => `${Math.round(of(name, what))} | ${(of(name, what) / of('bare framework', what)).toFixed(2)}`);
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

const leave = async () => {
  await end();
  rmSync(work, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => leave().finally(() => process.exit(1)));

try {
  make.publish(repository, work, values.built && resolve(values.built));
  const all = { writes, reads, static: constant, process: processes, export: () => exports(work, begin, { ...plan, records: Number(values.records) }), growth, overload, instances, migration, syncs, telemetry, retention };
  for (const name of wanted)
    await all[name](bench);
} finally {
  await leave();
}
