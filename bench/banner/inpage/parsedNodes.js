/** How many nodes a page has as it was written, before any script ran. */
export function parsedNodes(html) {
  const count = node => 1 + [...node.childNodes].reduce((sum, child) => sum + count(child), 0);
  return count(new DOMParser().parseFromString(html, 'text/html').documentElement);
}
