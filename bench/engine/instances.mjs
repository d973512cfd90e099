// Two hubs on one PostgreSQL compared with one of them alone, with all load on one site, whose log is written in one
// order.
import { join } from 'node:path';
import * as make from './contestants.mjs';
import { median, resident, slice } from './load.mjs';
import { offer } from './overload.mjs';

/** One slice over several hubs at once, which share the connections. */
async function together(hubs, choices, seconds) {
  const slices = await Promise.all(hubs.map((hub, at) => slice(hub, {
    ...choices, connections: choices.connections / hubs.length, seconds, env: { ...choices.env, CHOICES_GENERATOR: String(at) },
  })));
  const sum = (what) => slices.reduce((all, s) => all + s[what], 0);
  const worst = (what) => Math.max(...slices.map((s) => s[what]));
  return { rate: sum('rate'), requests: sum('requests'), refused: sum('refused'), p50: worst('p50'), p99: worst('p99') };
}

export async function instances({ work, begin, end, plan, choices }) {
  const server = await begin(make.postgres());
  server.psql('CREATE DATABASE hub');
  const redis = await make.redis(work);
  if (redis)
    await begin(redis);

  const connection = server.connection('hub');
  const settings = redis ? { ConnectionStrings__Redis: redis.connection } : {};
  const hubs = [];
  for (const name of ['hub 1', 'hub 2'])
    hubs.push(await begin(make.hubOnPostgres(work, join(work, name.replace(' ', '-')), connection, name, settings)));

  const site = { ...choices, env: { CHOICES_SITE: 's01' } };
  const contestants = { 'one instance': hubs.slice(0, 1), 'two instances': hubs };
  const slices = { 'one instance': [], 'two instances': [] };
  const warming = [];
  for (const of of Object.values(contestants))
    warming.push(await together(of, site, plan.warmUp));
  for (let round = 0; round < plan.rounds; round++) {
    for (const [name, of] of Object.entries(contestants))
      slices[name].push(await together(of, site, plan.seconds));
  }

  const one = median(slices['one instance'].map((s) => s.rate));
  console.log(`\nDurable writes to one site on one PostgreSQL, ${redis ? 'with' : 'without'} Redis, ${choices.connections} connections in all\n`);
  console.log('| | requests/s | × one instance | p50 ms | p99 ms | refused | memory MB |\n|---|---:|---:|---:|---:|---:|---:|');
  for (const [name, all] of Object.entries(slices)) {
    const [rate, p50, p99] = ['rate', 'p50', 'p99'].map((what) => median(all.map((s) => s[what])));
    const memory = contestants[name].map((hub) => resident(hub.pid)).join(' + ');
    console.log(`| ${name} | ${Math.round(rate)} | ${(rate / one).toFixed(2)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${all.reduce((sum, s) => sum + s.refused, 0)} | ${memory} |`);
  }

  // wrk ends without the responses to its last requests, so that many more choices may be stored than were acknowledged.
  // The other generator waits for each response, so its count must match exactly.
  const stored = () => Number(server.psql('SELECT sum(next_leaf) FROM site', 'hub'));
  const all = [...warming, ...Object.values(slices).flat()];
  const acknowledged = all.reduce((sum, s) => sum + s.requests - s.refused, 0);
  const between = await settled(stored);
  const reports = await Promise.all(hubs.map((hub) => offer(work, hub.address, one / 4, plan.seconds, ['--site', 's01', '--connections', '1000'])));
  const accepted = reports.reduce((sum, r) => sum + r.accepted, 0);
  const added = stored() - between;
  await Promise.all(hubs.map((hub) => hub.stop()));
  const verified = verify(work, hubs, connection);

  console.log('\nWhat is stored\n\n| | |\n|---|---|');
  console.log(`| acknowledged to wrk | ${acknowledged} |`);
  const unread = all.length * choices.connections;
  const extra = between - acknowledged;
  console.log(`| stored meanwhile | ${between}, ${extra >= 0 && extra <= unread ? '' : 'NOT RIGHT: '}${extra} more, of at most ${unread} whose answers wrk did not wait for |`);
  console.log(`| acknowledged by both at once to a generator that waits for all answers | ${accepted} |`);
  console.log(`| stored meanwhile | ${added}, ${added === accepted ? 'equal' : 'NOT EQUAL'} |`);
  console.log(`| rows, ids | ${server.psql('SELECT count(*) FROM consent', 'hub').trim()}, ${server.psql('SELECT count(*) FROM consent_id', 'hub').trim()} |`);
  console.log(`| verify database | ${verified} |`);
  await end();
}

/** Repeats a request until the result stays the same for a second. */
async function settled(ask) {
  for (let last = ask(); ;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = ask();
    if (now === last)
      return now;
    last = now;
  }
}

function verify(work, hubs, connection) {
  try {
    return make.command(work, join(work, 'hub-1'), connection).run('verify', 'database').trim().split('\n').at(-1);
  } catch (error) {
    return `FAULTY: ${error.stdout}`;
  }
}
