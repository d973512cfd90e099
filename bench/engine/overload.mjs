// Twice what the hub can accept, for a minute, from a generator that does not wait for responses.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as make from './contestants.mjs';
import { median, resident, slice } from './load.mjs';

const run = promisify(execFile);

/** Offers choices at a fixed rate and reports the responses. */
export async function offer(work, address, rate, seconds, more = []) {
  const args = ['offer', '--to', address, '--rate', String(Math.round(rate)), '--seconds', String(seconds), ...more];
  // Responses are processed on the thread that receives them: the generator shares two cores with the hub.
  const env = { ...process.env, DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS: '1' };
  return JSON.parse((await run(join(work, 'fill/ConsentHub.Bench'), args, { env })).stdout);
}

export async function overload({ work, begin, end, plan, choices, offered, clients, postgres }) {
  const server = postgres ? await begin(make.postgres()) : null;
  server?.psql('CREATE DATABASE hub');
  const data = join(work, 'hub-overload');
  const hub = await begin(server ? make.hubOnPostgres(work, data, server.connection('hub')) : make.hub(work, data));

  await slice(hub, { ...choices, seconds: plan.warmUp });
  const capacity = [];
  for (let round = 0; round < plan.rounds; round++)
    capacity.push((await slice(hub, { ...choices, seconds: plan.seconds })).rate);

  const samples = [];
  const idle = resident(hub.pid);
  const sampler = setInterval(() => samples.push(resident(hub.pid)), 1000);
  const report = await offer(work, hub.address, 2 * median(capacity), offered, ['--connections', String(clients)]).finally(() => clearInterval(sampler));
  // Opening thousands of connections comes first; the last samples are of outstanding responses.
  const memory = (share) => samples[Math.min(Math.floor(share * samples.length), samples.length - 1)];
  const after = await slice(hub, { ...choices, seconds: plan.seconds });

  const wanted = report.rate;
  const achieved = report.sent / report.seconds;
  const percent = (part) => `${(100 * part / Math.max(report.sent, 1)).toFixed(1)} %`;
  const ms = (times) => `${times.p50.toFixed(0)} / ${times.p99.toFixed(0)} / ${times.longest.toFixed(0)}`;
  const rows = [
    ['capacity, closed loop, choices/s', Math.round(median(capacity))],
    ['wanted to offer, choices/s', wanted],
    [`offered for ${report.seconds.toFixed(0)} s, choices/s`, `${Math.round(achieved)}, ${(achieved / median(capacity)).toFixed(2)} × capacity`],
    [`not offered, all ${report.connections} connections waiting`, report.notOffered],
    ['accepted (201)', `${report.accepted}, ${percent(report.accepted)}, ${Math.round(report.accepted / report.seconds)}/s, ${(report.accepted / report.seconds / median(capacity)).toFixed(2)} × capacity`],
    ['refused (503)', `${report.refused}, ${percent(report.refused)}`],
    ['of these with Retry-After', report.refusedWithRetryAfter],
    ['other answers', Object.entries(report.other).map(([status, count]) => `${count} × ${status}`).join(', ') || 0],
    ['broken connections', report.broken],
    ['without an answer 30 s after the end', report.unanswered],
    ['p50 / p99 / longest of the accepted, ms', ms(report.acceptedTimes)],
    ['p50 / p99 / longest of the refused, ms', ms(report.refusedTimes)],
    ['memory before / at 5 s / half / end, MB', `${idle} / ${samples[Math.min(4, samples.length - 1)]} / ${memory(0.5)} / ${memory(1)}`],
    ['highest of all samples, MB', Math.max(...samples)],
    ['capacity right afterwards, choices/s', `${Math.round(after.rate)}, ${(after.rate / median(capacity)).toFixed(2)} × before`],
    ['processor time of the generator for a choice, µs', report.processorMicroseconds.toFixed(0)],
  ];
  console.log(`\nTwice the capacity for ${offered} s, ${hub.name}\n`);
  console.log('| | |\n|---|---|');
  for (const [name, value] of rows)
    console.log(`| ${name} | ${value} |`);

  await end();
}
