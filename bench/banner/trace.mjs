// Where the main thread's time goes while one script shows its banner: `node trace.mjs ID [FILE]`.
// Prints the work by kind and the longest pieces; FILE is a trace for the Performance panel of DevTools.
import { writeFileSync } from 'node:fs';
import { BenchError } from './setup/benchError.mjs';
import { startAll } from './setup/startAll.mjs';
import { recordNetwork } from './setup/network.mjs';
import { visit } from './setup/visit.mjs';
import { chosenIds } from './subjects/index.mjs';
import { textTable } from './report/table.mjs';

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-v8.compile', 'blink.user_timing', 'v8.execute', 'loading'];
const kinds = ['ParseHTML', 'EvaluateScript', 'v8.compile', 'FunctionCall', 'EventDispatch', 'RunMicrotasks', 'TimerFire', 'FireAnimationFrame', 'UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit', 'MinorGC', 'MajorGC'];

const [id, file] = process.argv.slice(2);
try {
  if (!id) throw new BenchError('Usage: node trace.mjs ID [FILE]');
  const { browser, pages, stop } = await startAll(chosenIds([id]), { hub: process.env.HUB });
  try {
    const events = await traced(browser, `${pages}/${id}/`, `${pages}/blank`);
    console.log(summary(events));
    if (file) writeFileSync(file, JSON.stringify({ traceEvents: events }));
  } finally {
    await stop();
  }
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function traced(browser, address, blank) {
  return visit(browser, {}, async ({ page, cdp }) => {
    const network = await recordNetwork(cdp);
    await page.goto(blank);
    const events = [];
    cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    const complete = new Promise(resolve => cdp.once('Tracing.tracingComplete', resolve));
    await cdp.send('Tracing.start', { traceConfig: { includedCategories: categories }, transferMode: 'ReportEvents' });
    await page.goto(address, { waitUntil: 'load' });
    await network.idle();
    await cdp.send('Tracing.end');
    await complete;
    return events;
  });
}

/** Thread time, which the load of the machine does not lengthen. Pieces are nested, so kinds do not add up. */
function summary(events) {
  const thread = events.find(event => event.name === 'EvaluateScript' || event.name === 'FunctionCall');
  const ours = events.filter(event => event.ph === 'X' && event.pid === thread?.pid && event.tid === thread.tid && kinds.includes(event.name));
  const ms = event => (event.tdur ?? event.dur) / 1000;
  const byKind = kinds.map(kind => ours.filter(event => event.name === kind)).filter(list => list.length)
    .map(list => [list[0].name, String(list.length), `${list.reduce((sum, event) => sum + ms(event), 0).toFixed(1)} ms`]);
  const longest = ours.sort((a, b) => ms(b) - ms(a)).slice(0, 20)
    .map(event => [event.name, `${ms(event).toFixed(1)} ms`, String(event.args?.data?.functionName || event.args?.data?.url || event.args?.data?.type || event.args?.elementCount || '')]);
  return `${textTable([['Kind', 'Count', 'Thread time'], ...byKind])}\n\n${textTable([['Longest', 'Thread time', 'What'], ...longest])}`;
}
