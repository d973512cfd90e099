// Measures the export of a million records of one site beside the database's own tool: sqlite3 -csv, and psql with COPY.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as make from './contestants.mjs';
import { postgresQueries, readNotices, sqliteQueries } from './export-queries.mjs';
import { median, processorTime } from './load.mjs';

const run = promisify(execFile);
const masterKey = 'A'.repeat(43);
const adminKey = `chk_${masterKey}`;

/** Runs a shell command; returns its seconds, its processor time in µs and its output. */
async function timed(command) {
  const begin = performance.now();
  const { stdout, stderr } = await run('bash', ['-c', `set -o pipefail; TIMEFORMAT='%U %S'; time { ${command}; }`], { maxBuffer: 1 << 24 });
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds: (performance.now() - begin) / 1000, cpu: (user + system) * 1e6, output: stdout.trim() };
}

const peak = (pid) => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

/** A hub with the records, on SQLite or, with a connection, on PostgreSQL. */
async function hub(work, name, data, connection) {
  const address = `http://127.0.0.1:${await make.freePort()}`;
  mkdirSync(join(work, 'no-sites'), { recursive: true });
  const env = {
    ConsentHub__Data: data, ConsentHub__Sites: join(work, 'no-sites'), ConsentHub__MasterKey: masterKey, ConsentHub__AdminKey: adminKey,
    ASPNETCORE_URLS: address, ...(connection ? { ConnectionStrings__Postgres: connection } : {}),
  };
  return make.start(work, name, join(work, 'hub/ConsentHub'), [], env, address);
}

/**
 * The hub's export; its bytes are discarded, like those of the tools. `extra` is the processor time of other processes
 * that work for it.
 */
const exporter = (one, format, extra = () => 0) => ({
  name: `${one.name}, ${format}`,
  async measure() {
    writeFileSync(`/proc/${one.pid}/clear_refs`, '5');
    const busy = () => processorTime(one.pid) + extra();
    const before = busy();
    const { seconds, cpu, output } = await timed(
      `curl -sS --fail -o /dev/null -w '%{size_download}' -H 'Authorization: Bearer ${adminKey}' '${one.address}/v1/sites/demo/records/export?format=${format}'`);
    return { seconds, cpu: cpu + busy() - before, bytes: Number(output), peak: peak(one.pid) };
  },
});

/** A tool of the database. The bytes that it writes are counted once, because counting takes time. */
const tool = (name, command, extra = () => 0) => {
  let bytes;
  return {
    name, isTool: true,
    async measure() {
      bytes ??= Number((await timed(`${command} | wc -c`)).output);
      const before = extra();
      const { seconds, cpu } = await timed(`${command} > /dev/null`);
      return { seconds, cpu: cpu + extra() - before, bytes };
    },
  };
};

/** One export of each in turn, `rounds` times, after one that is not counted. The others are compared with the tools. */
async function compare(title, contestants, rounds, records) {
  const results = new Map(contestants.map((c) => [c, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      const result = await contestant.measure();
      if (round > 0)
        results.get(contestant).push(result);
    }
  }

  const rows = contestants.map((contestant) => {
    const of = (what) => median(results.get(contestant).map((r) => r[what]));
    return { name: contestant.name, isTool: contestant.isTool, seconds: of('seconds'), cpu: of('cpu'), bytes: of('bytes'), peak: Math.max(...results.get(contestant).map((r) => r.peak)) };
  });
  const limits = rows.filter((r) => r.isTool);
  const ratios = (row, what) => limits.map((limit) => (limit[what] / row[what]).toFixed(2));
  console.log(`\n${title}, ${records} records\n`);
  console.log(`| | rows/s | MB/s | ${limits.map((l) => `× ${l.name}`).join(' | ')} | CPU µs a row | ${limits.map((l) => `× ${l.name}`).join(' | ')} | peak memory MB |`);
  console.log(`|---|${'---:|'.repeat(2 * limits.length + 4)}`);
  for (const row of rows) {
    const cells = [
      Math.round(records / row.seconds), (row.bytes / 1e6 / row.seconds).toFixed(0), ...ratios(row, 'seconds'),
      (row.cpu / records).toFixed(2), ...ratios(row, 'cpu'), row.isTool ? '' : row.peak,
    ];
    console.log(`| ${row.name} | ${cells.join(' | ')} |`);
  }
}

/** Fills a database, copies it to PostgreSQL, and compares both formats on both. */
export async function exports(work, begin, plan) {
  const data = join(work, 'hub-export');
  execFileSync(join(work, 'fill/ConsentHub.Bench'), ['fill', '--data', data, '--records', String(plan.records)], { stdio: ['ignore', 'inherit', 'inherit'] });
  const server = await begin(make.postgres());
  server.psql('CREATE DATABASE hub');
  execFileSync(join(work, 'hub/ConsentHub'), ['migrate', '--to', server.connection('hub')], {
    env: { ...process.env, ConsentHub__Data: data, ConsentHub__MasterKey: masterKey }, stdio: ['ignore', 'ignore', 'inherit'],
  });
  server.psql('VACUUM ANALYZE', 'hub');
  await compareStores(work, begin, plan, data, server);
}

/** Compares with the tools on stores that have the same records. */
export async function compareStores(work, begin, plan, data, server) {
  const file = join(data, 'consenthub.db');
  const query = (sql) => execFileSync('sqlite3', ['-readonly', '-json', file, sql]).toString();
  let scripts = 0;
  const script = (sql) => {
    const path = join(work, `export-${++scripts}.sql`);
    writeFileSync(path, sql);
    return path;
  };
  const notices = readNotices(query);
  const records = JSON.parse(query('SELECT count(*) AS n FROM consent WHERE site = 1'))[0].n;
  const sqlite3 = (mode, sql) => `sqlite3 -readonly ${mode} ${file} < ${script(sql)}`;
  const psql = (sql) => `psql -h 127.0.0.1 -p ${server.port} -U bench -d hub -XAtq -f ${script(sql)}`;

  const onFile = await begin(hub(work, 'ConsentHub', data));
  const lite = sqliteQueries(notices);
  await compare('SQLite, CSV', [
    tool('sqlite3 -csv', sqlite3('-csv -header', lite.csv)), tool('the same as stored', sqlite3('-csv -header', lite.stored)), exporter(onFile, 'csv'),
  ], plan.rounds, records);
  await compare('SQLite, NDJSON', [tool('sqlite3, json_object', sqlite3('-list', lite.json)), exporter(onFile, 'ndjson')], plan.rounds, records);

  const onServer = await begin(hub(work, 'ConsentHub', join(work, 'hub-export-postgres'), server.connection('hub')));
  const big = postgresQueries(notices);
  const ofServer = server.processorTime;
  await compare('PostgreSQL, CSV', [
    tool('psql, COPY CSV', psql(big.csv), ofServer), tool('the same as stored', psql(big.stored), ofServer), exporter(onServer, 'csv', ofServer),
  ], plan.rounds, records);
  await compare('PostgreSQL, NDJSON', [tool('psql, COPY of json_build_object', psql(big.json), ofServer), exporter(onServer, 'ndjson', ofServer)], plan.rounds, records);
}
