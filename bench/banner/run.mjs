// Compares ConsentHub's banner with the well-known scripts: see README.md.
import { writeFileSync } from 'node:fs';
import { BenchError } from './setup/benchError.mjs';
import { readOptions } from './setup/options.mjs';
import { startAll } from './setup/startAll.mjs';
import { measureOnce } from './measures/measureOnce.mjs';
import { measureRounds } from './measures/measureRounds.mjs';
import { bare, chosenIds } from './subjects/index.mjs';
import { report } from './report/report.mjs';

try {
  const options = readOptions(process.argv.slice(2));
  const ids = chosenIds(options.only);
  if (options.list) console.log(ids.join('\n'));
  else await bench(options, ids);
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function bench(options, ids) {
  const { browser, pages, subjects, stop } = await startAll(ids, options);
  try {
    const say = text => process.stderr.write(`${text}\n`);
    const results = new Map([bare, ...subjects].map(subject => [subject.id, { subject, cost: [], cpu: [], network: [] }]));
    await measureOnce(browser, pages, results, say);
    await measureRounds(browser, pages, results, options.rounds, say);

    const { text, markdown } = report(results, { ...options, browser: browser.version() });
    console.log(text);
    if (options.markdown) writeFileSync(options.markdown, markdown);
  } finally {
    await stop();
  }
}
