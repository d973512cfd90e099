/**
 * Prepares one of our nodes for insertion beside one of the page's nodes. While React hydrates the surrounding tree, our
 * node reports the type of a processing instruction (7). Hydration skips those; it would report any other unknown node
 * as a mismatch.
 */
export function companion(node: Element, beside: Element = document.documentElement): void {
  const names = (node: Node) => Object.keys(node).join();
  Object.defineProperty(node, 'nodeType', {
    get() {
      let at: Node | null = node;
      while (at && !/__reactContainer\$/.test(names(at))) at = at.parentNode;
      return at && !/__reactFiber\$/.test(names(beside)) ? 7 : 1;
    },
  });
}
