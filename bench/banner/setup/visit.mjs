import { watch } from '../inpage/watch.js';

const desktop = { width: 1280, height: 800 };

/**
 * Runs `what` with a fresh page in a fresh context, and closes both.
 * @param options.watched selectors of the banner to look at every frame; undefined = no script of ours in the page
 */
export async function visit(browser, options, what) {
  const context = await browser.newContext({ viewport: options.viewport ?? desktop, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    if (options.watched !== undefined) await page.addInitScript(watch, options.watched);
    return await what({ context, page, cdp });
  } finally {
    await context.close();
  }
}

/** Resolves when the banner is in its final place, or after `patience` with false. */
export async function bannerShown(page, subject, patience = 15_000) {
  if (!subject.banner) return false;
  const banner = page.locator(subject.banner.join(' ')).first();
  return banner.waitFor({ state: 'visible', timeout: patience }).then(() => true, () => false);
}

export const locator = (page, path) => page.locator(path.join(' ')).first();

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
