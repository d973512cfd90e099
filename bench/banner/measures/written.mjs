import { parsedNodes } from '../inpage/parsedNodes.js';
import { visit } from '../setup/visit.mjs';

/** Nodes in the HTML of a subject's page, tags of the script included. */
export async function written(browser, pages, subject) {
  const html = await fetch(`${pages}/${subject.id}/`).then(answer => answer.text());
  return visit(browser, {}, async ({ page }) => {
    await page.goto(`${pages}/blank`);
    return page.evaluate(parsedNodes, html);
  });
}
