import { countNodes } from '../inpage/countNodes.js';
import { recordNetwork } from '../setup/network.mjs';
import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';

/** A visitor who refused everything returns: once with an empty cache, then with a full one. */
export async function returning(browser, pages, subject) {
  return visit(browser, {}, async ({ context, page, cdp }) => {
    const network = await recordNetwork(cdp);
    const address = `${pages}/${subject.id}/`;
    await page.goto(address);
    if (!await bannerShown(page, subject)) return { chosen: false };
    await pause(1_000);
    await locator(page, subject.reject).click();
    await locator(page, subject.banner).waitFor({ state: 'hidden', timeout: 5_000 }).catch(() => {});
    // The choice gets time to reach its server, if there is one: a visitor seldom leaves within a second.
    await pause(1_500);
    await network.idle();
    await page.close();

    const again = async empty => {
      const next = await context.newPage();
      const session = await context.newCDPSession(next);
      if (empty) await session.send('Network.clearBrowserCache');
      const sent = await recordNetwork(session);
      await next.goto(address);
      await sent.idle();
      const asked = await locator(next, subject.banner).isVisible();
      const { nodes } = await next.evaluate(countNodes);
      await next.close();
      return { requests: sent.sent().length, addresses: sent.sent().map(({ method, url }) => `${method} ${new URL(url).pathname}`), nodes, asked };
    };
    return { chosen: true, empty: await again(true), warm: await again(false) };
  });
}
