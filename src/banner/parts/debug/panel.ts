import type { Page } from '../../contracts';
import { h } from '../../shared/dom';
import type { Notice } from '../../shared/types';
import css from './panel.css?inline';
import type { Report } from './report';

/**
 * Shows the report in a corner that the first layer does not use; its title folds it. Returns a function that shows a
 * newer report.
 */
export function makePanel(page: Page, notice: Notice): (report: Report) => void {
  const { layout, position } = notice.theme;
  const host = h('div', { id: 'consenthub-debug' });
  const container = page.dress(host, notice, css);
  // The panel is in English, for the page's developers.
  container.setAttribute('lang', 'en');
  container.setAttribute('dir', 'ltr');
  const body = h('div', { class: 'body', id: 'report', role: 'region', 'aria-label': 'Report', tabindex: '0' });
  const title = h('button', { type: 'button', 'aria-controls': 'report' });
  const fold = (open: boolean) => {
    title.setAttribute('aria-expanded', String(open));
    body.style.display = open ? '' : 'none';
  };
  title.onclick = () => fold(body.style.display === 'none');
  fold(innerWidth >= 560);
  const place = [position === 'bottom_right' && 'left', layout === 'bar' && position !== 'top' && 'up', position === 'top' && 'down'].filter(Boolean).join(' ');
  container.append(h('section', { class: `debug ${place}`, 'aria-label': 'ConsentHub debug mode' },
    h('h2', {}, title), body));

  return report => {
    // A page that replaces its content removes our host, so it is inserted again.
    if (!host.isConnected) document.documentElement.append(host);
    const running = report.elements.filter(({ runs }) => runs).length;
    title.textContent = `ConsentHub: ${running} running, ${report.elements.length - running} held, ${report.undeclared.length} not declared`;
    body.replaceChildren(...sections(report));
  };
}

function sections({ facts, elements, undeclared }: Report): Node[] {
  return [
    h('dl', {}, ...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    h('h3', {}, 'Marked elements'),
    h('ul', {}, ...(elements.length ? elements : [null]).map(one => one
      ? h('li', { 'data-rule': one.rule }, h('span', { class: 'state' }, one.runs ? 'Runs' : 'Held'), ' ', h('code', {}, one.element), ` (${one.waitsFor}): ${one.because}.`)
      : h('li', {}, 'There are none.'))),
    h('h3', {}, 'Seen, but not declared in the site file'),
    h('ul', {}, ...(undeclared.length ? undeclared : [null]).map(one => one
      ? h('li', { 'data-undeclared': one.name }, `${one.kind}: `, h('code', {}, one.name))
      : h('li', {}, 'Nothing so far. A cookie that is HttpOnly can not be seen from a page.'))),
  ];
}

/** Writes the report to the console, folded, so that it does not bury the page's own messages. */
export function print({ facts, elements, undeclared }: Report): void {
  const running = elements.filter(({ runs }) => runs).length;
  console.groupCollapsed(`ConsentHub: ${running} running, ${elements.length - running} held, ${undeclared.length} not declared`);
  console.table(Object.fromEntries(facts.map(([name, value]) => [name, { value }])));
  if (elements.length) console.table(elements);
  if (undeclared.length) console.table(undeclared);
  console.groupEnd();
}
