import axe from 'axe-core';
import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rules that the page breaks by axe, with the banner and with the preference centre open. */
export async function accessibility(browser, pages, subject) {
  return visit(browser, {}, async ({ page }) => {
    await page.goto(`${pages}/${subject.id}/`);
    if (subject.banner && !await bannerShown(page, subject)) return { banner: null, dialog: null };
    await pause(1_500);
    const banner = await broken(page);

    if (!subject.open) return { banner, dialog: null };
    await locator(page, subject.open).click();
    await locator(page, subject.dialog).waitFor({ state: 'visible', timeout: 5_000 });
    await pause(1_000);
    return { banner, dialog: await broken(page) };
  });
}

async function broken(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async values => {
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values } });
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.length }));
  }, tags);
}
