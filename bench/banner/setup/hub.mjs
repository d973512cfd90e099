import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from './benchError.mjs';
import { pause } from './visit.mjs';
import { writeSites } from './writeSites.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const patience = 60_000;

/** Starts the real hub on a free port, with sites and data in a folder that is deleted when the hub stops. */
export async function startHub(dll) {
  const program = dll ? existing(resolve(dll)) : build();
  const folder = mkdtempSync(join(tmpdir(), 'consenthub-bench-'));
  const origin = `http://localhost:${await freePort()}`;
  const log = join(folder, 'log');
  const child = spawn('dotnet', [program], {
    cwd: root,
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
    env: {
      ...process.env,
      ASPNETCORE_URLS: origin,
      ConsentHub__Data: join(folder, 'data'),
      ConsentHub__Sites: writeSites(join(root, 'sites'), join(folder, 'sites')),
      ConsentHub__RateLimit: '0',
    },
  });
  const ended = new Promise(done => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    await answers(`${origin}/health/live`, child);
    for (const site of ['demo', 'twenty']) await answers(`${origin}/consent.js?site=${site}`, child);
  } catch (error) {
    const said = readFileSync(log, 'utf8').slice(-2000);
    await stop();
    throw new BenchError(`${error.message} It said:\n${said}`);
  }
  return { origin, stop };
}

function build() {
  execFileSync('dotnet', ['build', join(root, 'src/ConsentHub'), '-c', 'Release', '-v', 'quiet', '-nologo'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return existing(join(root, 'src/ConsentHub/bin/Release/net10.0/ConsentHub.dll'));
}

function existing(dll) {
  if (!existsSync(dll)) throw new BenchError(`There is no ${dll}.`);
  return dll;
}

async function answers(address, child) {
  const until = Date.now() + patience;
  while (Date.now() < until && child.exitCode === null) {
    if (await fetch(address).then(answer => answer.ok, () => false)) return;
    await pause(100);
  }
  throw new BenchError(`The hub ${child.exitCode === null ? `did not answer ${address} within ${patience / 1000} s` : `stopped with code ${child.exitCode}`}.`);
}

async function freePort() {
  const server = createServer();
  await new Promise(done => server.listen(0, 'localhost', done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}
