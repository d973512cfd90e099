import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';

/** The banner on a screen of 320 × 568. */
export async function phone(browser, pages, subject) {
  return visit(browser, { viewport: { width: 320, height: 568 } }, async ({ page }) => {
    await page.goto(`${pages}/${subject.id}/`);
    if (!await bannerShown(page, subject)) return null;
    await pause(1_500);
    const banner = await locator(page, subject.banner).evaluate(covers);
    const reject = await locator(page, subject.reject).evaluate(inSight, undefined, { timeout: 2_000 }).catch(() => false);
    return { ...banner, reject };
  });
}

function covers(banner) {
  const rect = banner.getBoundingClientRect();
  const width = Math.min(rect.right, innerWidth) - Math.max(rect.left, 0);
  const height = Math.min(rect.bottom, innerHeight) - Math.max(rect.top, 0);

  // The page beside the banner is reachable unless something covers all of it.
  let reached = 0;
  for (let x = 5; x < innerWidth; x += 10) {
    for (let y = 5; y < innerHeight; y += 10) {
      if (document.elementFromPoint(x, y)?.closest('header, main, footer')) reached++;
    }
  }
  return {
    share: width * height / (innerWidth * innerHeight),
    pageBlocked: reached === 0,
    sideways: document.scrollingElement.scrollWidth > innerWidth || banner.scrollWidth > banner.clientWidth + 1,
  };
}

function inSight(button) {
  const rect = button.getBoundingClientRect();
  if (rect.width === 0 || rect.top < 0 || rect.left < 0 || rect.bottom > innerHeight || rect.right > innerWidth) return false;
  const hit = button.getRootNode().elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2);
  return button.contains(hit);
}
