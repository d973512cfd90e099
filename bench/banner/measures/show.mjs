import { bannerShown, pause, visit } from '../setup/visit.mjs';
import { appearance } from './appearance.mjs';

/** A cheap phone and a slow network: each request waits one round trip, and bytes come at the given rate. */
export const conditions = {
  cpu: { cpu: 4 },
  network: { network: { offline: false, latency: 400, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 } },
};

const afterwards = 1_100;

/** Time until the banner is visible, the page's first paint, and which shifts and long tasks came before. */
export async function show(browser, pages, subject, { cpu, network }) {
  return visit(browser, { watched: subject.banner }, async ({ page, cdp }) => {
    await page.goto(`${pages}/blank`);
    if (cpu) await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await cdp.send('Network.enable');
    if (network) await cdp.send('Network.emulateNetworkConditions', network);

    await page.goto(`${pages}/${subject.id}/`, { waitUntil: 'load' });
    if (subject.banner) await bannerShown(page, subject);
    await pause(afterwards);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const seen = await page.evaluate(() => {
      window.__bench.stop = true;
      return window.__bench;
    });

    const own = seen.scripts.filter(script => script.source.startsWith('http'));
    return {
      appearance: appearance(seen),
      firstPaint: seen.firstPaint,
      shifts: seen.shifts,
      longTasks: seen.tasks.length,
      longestScript: Math.max(0, ...own.map(script => script.duration)),
    };
  });
}
