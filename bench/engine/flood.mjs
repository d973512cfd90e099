// How reads of one client affect a visitor: 32 connections request one address as fast as they get responses, while a visitor chooses.
//   node bench/engine/flood.mjs path/to/ConsentHub.dll [seconds for each] [off]     off: without limits, so that the cost of a read shows
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processorTime, resident } from './load.mjs';

const [dll, seconds = '5', limits] = process.argv.slice(2);
const connections = 32;
const port = await new Promise((ok) => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port: free } = s.address(); s.close(() => ok(free)); }); });
const work = mkdtempSync(join(tmpdir(), 'consenthub-flood-'));
mkdirSync(join(work, 'data'));
const hub = spawn('dotnet', [resolve(dll), 'serve'], {
  env: {
    ...process.env, ASPNETCORE_URLS: `http://127.0.0.1:${port}`, ConsentHub__Data: join(work, 'data'), ConsentHub__Sites: resolve('sites'),
    ConsentHub__RegionHeader: 'X-Region', ...(limits === 'off' ? { ConsentHub__RateLimit: '0' } : {}),
  },
  stdio: 'ignore',
});
process.on('exit', () => { hub.kill('SIGKILL'); rmSync(work, { recursive: true, force: true }); });

const pause = (ms) => new Promise((ok) => setTimeout(ok, ms));
const send = (method, path, headers, body, agent) => new Promise((ok) => {
  const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => { answer.resume(); answer.on('end', () => ok(answer.statusCode)); });
  request.on('error', () => ok(0));
  request.end(body);
});
while (await send('GET', '/health/ready', {}) !== 200)
  await pause(200);

let made = 0;
const visitor = () => ({ 'X-Forwarded-For': `203.0.113.${made++ % 250}` });
const secret = () => randomBytes(16).toString('base64url');
const one = { id: '', visitorId: '', notice: 1, lang: 'en', region: 'ZZ', model: 'opt_in', banner: '00000000000000a1', action: 'accept_all', source: 'api', gpc: false, elapsed: 0 };
function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
async function choose() {
  const { categories } = await new Promise((ok) => http.get(`http://127.0.0.1:${port}/v1/sites/demo/notice?lang=en`, { headers: visitor() }, (a) => { let t = ''; a.on('data', (d) => t += d); a.on('end', () => ok(JSON.parse(t))); }));
  choose.choices ??= Object.fromEntries(categories.map((c) => [c.id, true]));
}
await choose();
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const choice = () => send('POST', '/v1/sites/demo/consents', { 'content-type': 'application/json', ...visitor() }, JSON.stringify({ ...one, id: uuid(), visitorId: secret(), choices: choose.choices }), agent);

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const countries = 'DE FR IT ES PL NL BE AT SE FI DK CZ PT GR HU RO BG HR SK SI LT LV EE IE CY LU MT US CA BR'.split(' ');
let seed = 0;
const region = () => { const k = seed++; return `${countries[k % 30]}-${letters[Math.floor(k / 30) % 26]}${letters[Math.floor(k / 780) % 26]}`; };
const br = { 'accept-encoding': 'br' };
const known = secret();
const floods = {
  nothing: null,
  'health/live': () => ['/health/live'],
  'health/ready': () => ['/health/ready'],
  'OpenAPI document': () => ['/openapi/v1.json', br],
  'API page': () => ['/docs/index.html'],
  'notice': () => ['/v1/sites/demo/notice', br],
  'notice, invented region': () => [`/v1/sites/sipis/notices/1?lang=en&region=${region()}`, br],
  'notice, Accept-Language 15 KB': () => ['/v1/sites/demo/notice', { 'accept-language': 'a-'.repeat(7500) + 'a' }],
  'notice, lang 7 KB': () => [`/v1/sites/demo/notice?lang=${'a-'.repeat(3500)}`],
  'notice, Accept-Encoding 15 KB': () => ['/v1/sites/demo/notice', { 'accept-encoding': 'x,'.repeat(7500) }],
  'notice, If-None-Match 15 KB': () => ['/v1/sites/demo/notice', { 'if-none-match': '"x",'.repeat(3700) + '"x"', ...br }],
  'script, every region': () => ['/consent.js?site=demo', { 'x-region': region(), ...br }],
  'script, X-Forwarded-For 15 KB': () => ['/consent.js?site=demo', { 'x-forwarded-for': '127.0.0.1,'.repeat(1400) + '127.0.0.1' }],
  'versions': () => ['/v1/sites/demo/notices'],
  'preference page': () => ['/preferences/demo', { accept: 'text/html' }],
  'preference page, Accept 15 KB': () => ['/preferences/demo', { accept: 'a/b,'.repeat(3700) }],
  'choice of nobody': () => ['/v1/sites/demo/consent', { 'visitor-id': secret() }],
  'receipt of nobody': () => [`/v1/sites/demo/consents/${uuid()}/receipt`, { 'visitor-id': secret() }],
  'history': () => ['/v1/sites/demo/consent/history', { 'visitor-id': known }],
  'visitor export': () => ['/v1/sites/demo/visitor/export', { 'visitor-id': known }],
  'checkpoint': () => ['/ledger/demo/checkpoint'],
  'tile': () => ['/ledger/demo/tile/0/000.p/1'],
  'key of nobody': () => ['/v1/sites/demo/stats', { authorization: `Bearer chk_${randomBytes(32).toString('base64url')}` }],
  'file': () => ['/verify/verify.js'],
  'nothing there': () => ['/nothing'],
};

async function run(make) {
  const pool = new http.Agent({ keepAlive: true, maxSockets: connections });
  let over = false, answers = 0;
  const statuses = {};
  const attackers = make ? Array.from({ length: connections }, async () => {
    while (!over) {
      const [path, headers = {}] = make();
      const status = await send('GET', path, { 'x-forwarded-for': '198.51.100.9', ...headers }, undefined, pool);
      statuses[status] = (statuses[status] ?? 0) + 1;
      answers++;
    }
  }) : [];
  await pause(make ? 500 : 0);
  const times = [], begun = Date.now(), spent = processorTime(hub.pid);
  answers = 0;
  let refused = 0;
  while (Date.now() - begun < seconds * 1000) {
    const sent = performance.now();
    refused += await choice() === 201 ? 0 : 1;
    times.push(performance.now() - sent);
    await pause(20);
  }
  const cost = (processorTime(hub.pid) - spent) / 1000 / Math.max(answers, 1), rate = answers / seconds;
  over = true;
  await Promise.all(attackers);
  pool.destroy();
  times.sort((a, b) => a - b);
  return { rate, cost, statuses, refused, p50: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] };
}

await run(null);
await run(floods.notice);
const alone = (await run(null)).p50;
console.log('flood with'.padEnd(32), 'reads/s', ' ms each', ' choice p50', ' × alone', '   p95', '  MB', ' answers');
for (const [name, make] of Object.entries(floods)) {
  const r = await run(make);
  console.log(name.padEnd(32), r.rate.toFixed(0).padStart(7), (make ? r.cost.toFixed(2) : '').padStart(8), r.p50.toFixed(1).padStart(11), (r.p50 / alone).toFixed(1).padStart(8),
    r.p95.toFixed(0).padStart(6), String(resident(hub.pid)).padStart(5), '', JSON.stringify(r.statuses), r.refused ? `${r.refused} choices refused` : '');
}
process.exit(0);
