import { focusPlace } from '../inpage/focusPlace.js';
import { bannerShown, locator, pause, visit } from '../setup/visit.mjs';

const steps = 40;

/** The preference centre by keyboard alone: does the focus move in, stay and return; does Escape close it and choose nothing? */
export async function keyboard(browser, pages, subject) {
  if (!subject.open) return null;
  return visit(browser, {}, async ({ page }) => {
    await page.goto(`${pages}/${subject.id}/`);
    if (!await bannerShown(page, subject)) return null;
    await pause(1_000);
    await locator(page, subject.open).focus();
    await page.keyboard.press('Enter');
    const dialog = locator(page, subject.dialog);
    if (!await dialog.waitFor({ state: 'visible', timeout: 5_000 }).then(() => true, () => false)) return { opens: false };
    await pause(800);

    const movesIn = await dialog.evaluate(focusPlace) === 'inside';
    let trapped = movesIn;
    for (let i = 0; i < steps; i++) {
      await page.keyboard.press(i < steps - 6 ? 'Tab' : 'Shift+Tab');
      trapped &&= await dialog.evaluate(focusPlace) !== 'outside';
    }

    const stored = await page.evaluate(storage);
    await page.keyboard.press('Escape');
    const closes = await dialog.waitFor({ state: 'hidden', timeout: 2_000 }).then(() => true, () => false);
    await pause(500);
    const choosesNothing = await page.evaluate(storage) === stored;
    const back = closes && await locator(page, subject.banner).evaluate(focusPlace, undefined, { timeout: 1_000 }).catch(() => 'outside') === 'inside';
    return { opens: true, movesIn, trapped, closes, choosesNothing, back };
  });
}

function storage() {
  return JSON.stringify([document.cookie, { ...localStorage }]);
}
