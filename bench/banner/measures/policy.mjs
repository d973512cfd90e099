import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';

/**
 * Visits without a policy, with a strict one, and with a strict one and Trusted Types: violations, look, and whether the
 * banner works.
 */
export async function policy(browser, pages, subject) {
  const plain = await walk(browser, `${pages}/${subject.id}/plain/`, subject);
  const under = async name => {
    const { look, ...walked } = await walk(browser, `${pages}/${subject.id}/${name}/`, subject);
    return { ...walked, sameLook: look !== null && look === plain.look };
  };
  return { strict: await under('strict'), trusted: await under('trusted') };
}

async function walk(browser, address, subject) {
  return visit(browser, { watched: null }, async ({ page }) => {
    await page.goto(address, { waitUntil: 'load' });
    const shown = await bannerShown(page, subject, 6_000);
    await pause(1_000);
    const look = shown ? await locator(page, subject.banner).evaluate(looks) : null;
    const works = shown && await chooses(page, subject);
    return { shown, look, works, violations: await page.evaluate(() => window.__bench.violations) };
  });
}

/** Opens and closes the preference centre, if there is one, and refuses on the first layer. */
async function chooses(page, subject) {
  try {
    if (subject.open) {
      await locator(page, subject.open).click({ timeout: 3_000 });
      await locator(page, subject.dialog).waitFor({ state: 'visible', timeout: 3_000 });
      await pause(500);
      await page.reload({ waitUntil: 'load' });
      await bannerShown(page, subject, 6_000);
      await pause(1_000);
    }
    await locator(page, subject.reject).click({ timeout: 3_000 });
    await locator(page, subject.banner).waitFor({ state: 'hidden', timeout: 3_000 });
    return true;
  } catch {
    return false;
  }
}

function looks(banner) {
  const { width, height, x, y } = banner.getBoundingClientRect();
  const { backgroundColor, color, fontSize, borderRadius } = getComputedStyle(banner);
  return JSON.stringify([...[x, y, width, height].map(Math.round), backgroundColor, color, fontSize, borderRadius]);
}
