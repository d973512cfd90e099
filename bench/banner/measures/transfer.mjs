import { compress } from '../setup/compress.mjs';
import { recordNetwork } from '../setup/network.mjs';
import { article } from '../setup/article.mjs';
import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';
import { appearance } from './appearance.mjs';

/** Bodies and requests sent before the banner was visible, and those sent after it until its preference centre is open. */
export async function transfer(browser, pages, subject) {
  return visit(browser, { watched: subject.banner }, async ({ page, cdp }) => {
    const network = await recordNetwork(cdp);
    await page.goto(`${pages}/${subject.id}/`, { waitUntil: 'load' });
    await bannerShown(page, subject);
    await network.idle();
    await pause(1_000);
    const { seen, timeOrigin } = await page.evaluate(() => ({ seen: window.__bench, timeOrigin: performance.timeOrigin }));
    const appeared = appearance(seen);
    if (!appeared) return { shown: false };

    let opened = false;
    if (subject.open) {
      await locator(page, subject.open).click();
      opened = await locator(page, subject.dialog).waitFor({ state: 'visible', timeout: 5_000 }).then(() => true, () => false);
      await network.idle();
    }

    const visibleAt = timeOrigin + appeared.visibleAt;
    const [before, after] = [network.sent().filter(({ at }) => at < visibleAt), network.sent().filter(({ at }) => at >= visibleAt)];
    const bytes = requests => requests.reduce((sum, request) => sum + request.bytes, 0);
    return {
      shown: true,
      until: { requests: before.length, bytes: bytes(before) + inlineBytes(subject) },
      centre: opened ? { requests: after.length, bytes: bytes(after) } : null,
      sent: [before, after].map(requests => requests.map(({ method, url, bytes: size }) => `${method} ${new URL(url).pathname} ${size}`)),
    };
  });
}

/** What an inline configuration adds to the compressed page. */
function inlineBytes({ inline }) {
  return inline ? compress(article({ end: `<script>${inline}</script>` })).length - compress(article()).length : 0;
}
