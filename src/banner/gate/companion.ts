/**
 * Prepares a node of ours for the page's own tree, beside one of the page's. While React hydrates the tree around it,
 * the node calls itself a processing instruction (7): hydration skips those, and would report any other node as a
 * mismatch.
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
