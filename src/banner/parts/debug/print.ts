import type { Report } from './report';

/** Says it in the console, folded, so that it does not bury the page's own messages. */
export function print({ facts, elements, undeclared }: Report): void {
  const running = elements.filter(({ runs }) => runs).length;
  console.groupCollapsed(`ConsentHub: ${running} running, ${elements.length - running} held, ${undeclared.length} not declared`);
  console.table(Object.fromEntries(facts.map(([name, value]) => [name, { value }])));
  if (elements.length) console.table(elements);
  if (undeclared.length) console.table(undeclared);
  console.groupEnd();
}
