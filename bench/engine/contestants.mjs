// The contestants, and how each is started. Every start returns { name, address, pid, stop }.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processorTimeOfTree } from './load.mjs';

const masterKey = 'A'.repeat(43);

/** Milliseconds within which a program must respond. */
const startLimit = 120_000;

/** A port that is free now. */
export const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Builds what is needed into a folder, or uses what was built into another before. */
export function publish(repository, work, built) {
  for (const [project, folder] of [['src/ConsentHub', 'hub'], ['bench/ConsentHub.Peers', 'peers'], ['bench/ConsentHub.Bench', 'fill']]) {
    const output = join(built ?? work, folder);
    if (!existsSync(output))
      execFileSync('dotnet', ['publish', join(repository, project), '-c', 'Release', '-o', output, '--nologo', '-v', 'quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (built)
      symlinkSync(output, join(work, folder));
  }

  mkdirSync(join(work, 'sites'), { recursive: true });
  const demo = readFileSync(join(repository, 'sites/demo.json'), 'utf8');
  for (let n = 1; n <= 20; n++) {
    const key = `s${String(n).padStart(2, '0')}`;
    writeFileSync(join(work, 'sites', `${key}.json`), demo.replace('"key": "demo"', `"key": "${key}"`));
  }
}

/** Starts a program and waits until it responds; `ready` is how long that took, in milliseconds. */
export async function start(work, name, command, args, env, address, path = '/health/live') {
  const file = join(work, `${name.replaceAll(/\W+/g, '-')}.log`);
  const log = openSync(file, 'w');
  const begin = performance.now();
  const process_ = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  const stopped = new Promise((resolve) => process_.on('exit', resolve));
  for (;;) {
    if (process_.exitCode !== null || performance.now() - begin > startLimit) {
      process_.kill('SIGKILL');
      throw new Error(`${name} did not start: ${readFileSync(file, 'utf8').slice(-2000)}`);
    }

    try {
      if ((await fetch(address + path)).ok)
        break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  return {
    name, address, pid: process_.pid, ready: performance.now() - begin,
    stop: async () => { process_.kill(); await stopped; },
  };
}

export async function bare(work) {
  const address = `http://127.0.0.1:${await freePort()}`;
  return start(work, 'bare framework', join(work, 'peers/ConsentHub.Peers'), ['bare'], { ASPNETCORE_URLS: address }, address);
}

export async function plainStore(work, data) {
  const address = `http://127.0.0.1:${await freePort()}`;
  return start(work, 'plain store', join(work, 'peers/ConsentHub.Peers'), ['store', data], { ASPNETCORE_URLS: address }, address);
}

function hubSettings(work, data) {
  return { ConsentHub__Data: data, ConsentHub__Sites: join(work, 'sites'), ConsentHub__RateLimit: '0', ConsentHub__MasterKey: masterKey };
}

/** The hub on SQLite. More settings may be given, and a tracer: a command that starts the hub. */
export async function hub(work, data, name = 'ConsentHub, SQLite', settings = {}, tracer = []) {
  const address = `http://127.0.0.1:${await freePort()}`;
  const [command, ...args] = [...tracer, join(work, 'hub/ConsentHub')];
  return start(work, name, command, args, { ...hubSettings(work, data), ...settings, ASPNETCORE_URLS: address }, address);
}

/** The hub's own command line on a data folder and, if a connection is given, on PostgreSQL. */
export function command(work, data, connection) {
  const env = { ...process.env, ...hubSettings(work, data), ...(connection ? { ConnectionStrings__Postgres: connection } : {}) };
  return { program: join(work, 'hub/ConsentHub'), env, run: (...args) => execFileSync(join(work, 'hub/ConsentHub'), args, { env, stdio: ['ignore', 'pipe', 'inherit'] }).toString() };
}

/** Publishes the sites once; more settings such as Redis may be given. */
export async function hubOnPostgres(work, data, connection, name = 'ConsentHub, PostgreSQL', settings = {}) {
  const address = `http://127.0.0.1:${await freePort()}`;
  command(work, data, connection).run('site', 'apply', ...readdirSync(join(work, 'sites')).map((file) => join(work, 'sites', file)));
  const env = { ...hubSettings(work, data), ConnectionStrings__Postgres: connection, ...settings };
  return start(work, name, join(work, 'hub/ConsentHub'), [], { ...env, ASPNETCORE_URLS: address }, address);
}

/**
 * Adds choices of the visitors from a number on to a SQLite database, by direct calls of its store. Returns the
 * program's output.
 */
export function fill(work, data, records, from = 0, options = []) {
  const args = ['numbered', '--data', data, '--from', String(from), '--records', String(records), ...options];
  return execFileSync(join(work, 'fill/ConsentHub.Bench'), args, { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
}

export async function c15t(repository, work, kind, target, name) {
  const folder = join(repository, 'bench/engine/c15t');
  if (!existsSync(join(folder, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

  const port = await freePort();
  return start(work, name, 'node', [join(folder, 'server.mjs'), String(port), kind, target], { NODE_ENV: 'production' }, `http://127.0.0.1:${port}`, '/status');
}

/** A PostgreSQL server of its own, durable as an operator's would be. */
export async function postgres() {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)) : [];
  const bin = versions.length > 0 ? join('/usr/lib/postgresql', versions[0], 'bin') : '';
  // Outside the work folder, which only root may enter: PostgreSQL refuses to run as root.
  const folder = mkdtempSync(join(tmpdir(), 'consenthub-postgres-'));
  const port = await freePort();
  const asRoot = process.getuid() === 0;
  const run = (program, args) => (asRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]] : [join(bin, program), args]);
  if (asRoot)
    execFileSync('chown', ['postgres', folder]);

  execFileSync(...run('initdb', ['-D', join(folder, 'data'), '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C']), { stdio: 'ignore' });
  const options = ['-D', join(folder, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`,
    '-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'];
  const server = spawn(...run('postgres', options), { stdio: 'ignore' });
  const psql = (sql, database = 'postgres', quiet = false) => execFileSync('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', '-d', database, '-XAtqc', sql], { stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'] }).toString();
  for (let tries = 0; ; tries++) {
    try {
      psql('SELECT 1', 'postgres', true);
      break;
    } catch (error) {
      // Refused until the server listens.
      if (tries > 100)
        throw error;

      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  const pidOf = () => Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    psql, port,
    processorTime: () => processorTimeOfTree(pidOf()),
    connection: (database) => `Host=127.0.0.1;Port=${port};Username=bench;Database=${database}`,
    url: (database) => `postgres://bench@127.0.0.1:${port}/${database}`,
    stop: async () => {
      const stopped = new Promise((resolve) => server.on('exit', resolve));
      execFileSync('kill', ['-INT', String(pidOf())]);
      await stopped;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A Redis server of its own, or null if this machine has none. */
export async function redis(work) {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', work];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const stopped = new Promise((resolve) => server.on('exit', resolve));
  const began = await new Promise((resolve) => server.on('spawn', () => resolve(true)).on('error', () => resolve(false)));
  return began ? { connection: `127.0.0.1:${port}`, stop: async () => { server.kill(); await stopped; } } : null;
}
