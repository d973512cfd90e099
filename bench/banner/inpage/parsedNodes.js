/** Returns the number of nodes in a page's own HTML, before any script ran. */
export function parsedNodes(html) {
  const count = node => 1 + [...node.childNodes].reduce((sum, child) => sum + count(child), 0);
  return count(new DOMParser().parseFromString(html, 'text/html').documentElement);
}
