import { countNodes } from '../inpage/countNodes.js';
import { bannerShown, visit } from '../setup/visit.mjs';
import { recordNetwork } from '../setup/network.mjs';

/**
 * What a first visit costs, with no script of ours in the page: main-thread time until idle, JS heap after a
 * collection, and nodes. Figures of the whole page; the report takes those of the bare page away.
 */
export async function cost(browser, pages, subject) {
  return visit(browser, {}, async ({ page, cdp }) => {
    const network = await recordNetwork(cdp);
    // Thread ticks count the time that the thread ran, not the time that a busy machine let it wait.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(`${pages}/blank`);
    const before = await metrics(cdp);

    await page.goto(`${pages}/${subject.id}/`, { waitUntil: 'load' });
    await network.idle();
    const after = await metrics(cdp);
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    const nodes = await page.evaluate(countNodes);
    const shown = await bannerShown(page, subject, 2_000);
    const spent = Object.fromEntries(Object.keys(after).map(name => [name, (after[name] - before[name]) * 1000]));
    return { shown, heap: usedSize, ...nodes, ...spent };
  });
}

async function metrics(cdp) {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  const named = name => all.find(metric => metric.name === name).value;
  return { task: named('TaskDuration'), script: named('ScriptDuration'), style: named('RecalcStyleDuration'), layout: named('LayoutDuration') };
}
