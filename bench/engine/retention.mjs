// What the removal of due records costs the choices that arrive meanwhile: a hub with as many due records as are given beside one with none.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as make from './contestants.mjs';
import { alternate } from './load.mjs';

/** Copies of the sites, which promise to keep a record for a day after its choice has ended. */
function promisingSites(work) {
  const folder = join(work, 'sites-promising');
  mkdirSync(folder);
  for (const file of readdirSync(join(work, 'sites'))) {
    const site = JSON.parse(readFileSync(join(work, 'sites', file), 'utf8'));
    const promise = { id: 'consent_records', name: site.categories[0].name, period: 'P1D', after: 'choice_ended' };
    site.retention = [...(site.retention ?? []).filter((kept) => kept.id !== promise.id), promise];
    writeFileSync(join(folder, file), JSON.stringify(site));
  }

  return folder;
}

const removed = async (hub) => Number(/^consenthub_retention_records_total\S* (\d+)/m.exec(await (await fetch(`${hub.address}/metrics`)).text())?.[1] ?? 0);

export async function retention({ work, begin, end, plan, choices, records, table }) {
  const [none, due] = [join(work, 'hub-none-due'), join(work, 'hub-due')];
  process.stderr.write(`${make.fill(work, none, records)}\n${make.fill(work, due, records, 0, ['--due'])}\n`);
  const settings = { ConsentHub__Sites: promisingSites(work) };
  const contestants = [await begin(make.hub(work, none, 'none due', settings)), await begin(make.hub(work, due, `${records} due`, settings))];
  // A hub removes records also while the other one is measured, so only the measured one runs.
  const only = (measured) => contestants.forEach(({ pid }) => process.kill(pid, pid === measured.pid ? 'SIGCONT' : 'SIGSTOP'));
  const before = await removed(contestants[1]);
  try {
    const results = await alternate(contestants, { ...plan, loadOf: (one) => { only(one); return choices; } });
    contestants.forEach(({ pid }) => process.kill(pid, 'SIGCONT'));
    table('Durable writes on SQLite while due records are removed', results, ['none due']);
    const after = await removed(contestants[1]);
    console.log(`\nRemoved meanwhile: ${after - before} of ${records}`);
    if (after === before || after >= records)
      throw new Error('The removal did not go on during the whole measurement.');
  } finally {
    contestants.forEach(({ pid }) => process.kill(pid, 'SIGCONT'));
    await end();
  }
}
