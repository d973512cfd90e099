/**
 * Prepares a node of ours that goes into the page's own tree, beside one of the page's. While React hydrates the tree
 * around it, the node calls itself a processing instruction (7): hydration passes over those, and would take any other
 * node for a mismatch.
 */
export function companion(node: Element, beside: Element = document.documentElement): void {
  const has = (owner: Node, key: string) => Object.keys(owner).some(name => name.startsWith(`__react${key}$`));
  Object.defineProperty(node, 'nodeType', {
    get() {
      let at: Node | null = node;
      while (at && !has(at, 'Container')) at = at.parentNode;
      return at && !has(beside, 'Fiber') ? 7 : 1;
    },
  });
}
