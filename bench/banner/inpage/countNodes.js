/** Returns the number of all nodes of the document, including those in open shadow roots. */
export function countNodes() {
  const count = node => {
    let all = { elements: node.nodeType === Node.ELEMENT_NODE ? 1 : 0, nodes: 1 };
    for (const child of [...node.childNodes, ...(node.shadowRoot ? [node.shadowRoot] : [])]) {
      const below = count(child);
      all = { elements: all.elements + below.elements, nodes: all.nodes + below.nodes };
    }
    return all;
  };
  return count(document.documentElement);
}
