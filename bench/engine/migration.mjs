// A move from SQLite to PostgreSQL: how long it takes, and that a move killed half-way continues and ends with equal
// data.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as make from './contestants.mjs';

/** Runs the command; returns its time in seconds, how it ended, and its output for each site. `meanwhile` may end it. */
async function migrate(work, data, to, meanwhile) {
  const { program, env } = make.command(work, data);
  const begin = performance.now();
  const command = spawn(program, ['migrate', '--to', to], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  command.stdout.on('data', (text) => { said += text; });
  const ended = new Promise((resolve) => command.on('close', (code, signal) => resolve(signal ?? code)));
  await meanwhile?.(command, ended);
  const code = await ended;
  const sites = [...said.matchAll(/^(\S+): (\d+) records, \d+ removals, root (\S+) on both sides/gm)];
  return { seconds: (performance.now() - begin) / 1000, code, records: sites.reduce((sum, [, , records]) => sum + Number(records), 0), roots: sites.map(([, key, , root]) => `${key} ${root}`).join('\n'), sites: sites.length };
}

export async function migration({ work, begin, end, records }) {
  const data = join(work, 'hub-migration');
  process.stderr.write(`${make.fill(work, data, records)}\n`);
  const megabytes = Math.round(statSync(join(data, 'consenthub.db')).size / 1e6);
  const server = await begin(make.postgres());
  for (const database of ['whole', 'killed'])
    server.psql(`CREATE DATABASE ${database}`);

  const whole = await migrate(work, data, server.connection('whole'));
  let copied = 0;
  const killed = await migrate(work, data, server.connection('killed'), async (command, ended) => {
    const over = ended.then(() => true);
    while (copied < records / 2) {
      if (await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 200))]))
        return;

      copied = rows(server, 'killed');
    }

    command.kill('SIGKILL');
  });
  const there = rows(server, 'killed');
  const resumed = await migrate(work, data, server.connection('killed'));

  console.log(`\nFrom SQLite to PostgreSQL, ${records} records of 20 sites, ${megabytes} MB, copied and verified on both sides\n`);
  console.log('| | seconds | records/s | ended with | says |\n|---|---:|---:|---|---|');
  const says = (r) => (r.sites > 0 ? `${r.records} records, ${r.sites} sites with the same root on both sides${r.records === records && r.roots === whole.roots ? '' : ', NOT WHAT WAS MADE'}` : 'nothing');
  const row = (name, r, moved) => console.log(`| ${name} | ${r.seconds.toFixed(1)} | ${moved === null ? '' : Math.round(moved / r.seconds)} | ${r.code} | ${says(r)} |`);
  row('in one go', whole, records);
  row(`killed (kill -9) with ${there} of them there`, killed, null);
  row('begun again', resumed, null);
  const bytes = Number(server.psql("SELECT pg_database_size('whole')"));
  console.log(`\nPostgreSQL has ${Math.round(bytes / records)} bytes a record, with indexes, salts and tiles.`);
  console.log(`\nThe killed and the resumed one took ${((killed.seconds + resumed.seconds) / whole.seconds).toFixed(2)} × the time of the whole.`);
  await end();
}

/** Records in the copy; none while its table does not exist. */
function rows(server, database) {
  return server.psql("SELECT to_regclass('consent') IS NOT NULL", database).trim() === 't' ? Number(server.psql('SELECT count(*) FROM consent', database)) : 0;
}
