// How many syncs a durable write costs, seen by strace while the hub is under load.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as make from './contestants.mjs';
import { slice } from './load.mjs';

export async function syncs({ work, begin, end, plan, choices }) {
  const trace = join(work, 'syncs.trace');
  // Only these two calls stop the hub. The tracer is not the hub's parent, so that the started process is the hub
  // itself.
  const tracer = ['strace', '-D', '-f', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync', '-e', 'signal=none', '-o', trace];
  const hub = await begin(make.hub(work, join(work, 'hub-syncs'), 'ConsentHub, SQLite', {}, tracer));
  const count = async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return (readFileSync(trace, 'utf8').match(/\bf(data)?sync\(/g) ?? []).length;
  };

  await slice(hub, { ...choices, seconds: plan.warmUp });
  console.log('\nSyncs a write, SQLite, under strace\n\n| connections | answers 201 | syncs | syncs a write | writes a sync | requests/s |\n|---:|---:|---:|---:|---:|---:|');
  for (const connections of [1, 64, 256]) {
    const before = await count();
    const { requests, refused, rate } = await slice(hub, { ...choices, connections, seconds: plan.seconds });
    const made = await count() - before;
    const stored = requests - refused;
    console.log(`| ${connections} | ${stored} | ${made} | ${(made / stored).toFixed(3)} | ${(stored / made).toFixed(1)} | ${Math.round(rate)} |`);
  }

  await end();
}
