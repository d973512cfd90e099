import type { MakeRoots, Scripts } from '../../contracts';
import { guard } from '../../shared/guard';
import { addresses, own, release } from '../../shared/heldElements';

/**
 * Does inside each registered root what the gate does in the document. A change inside one sweeps the whole page, so
 * that all elements are released in one order.
 */
export const makeRoots: MakeRoots = ({ hub, gate, createScripts }) => {
  const scriptsOf = new Map<ShadowRoot, Scripts>();
  const isMarked = (node: Node) => node instanceof Element && (node.matches(own) || node.querySelector(own));
  const observer = new MutationObserver(records => {
    if (records.flatMap(({ attributeName, target, addedNodes, removedNodes }) => attributeName ? target : [...addedNodes, ...removedNodes]).some(isMarked)) guard(gate.sweep);
  });

  return {
    add(root) {
      if (!(root instanceof ShadowRoot)) throw new TypeError('ConsentHub: watch() takes a shadow root');
      if (scriptsOf.has(root)) return;
      scriptsOf.set(root, createScripts(script => ['', script.nonce].includes(hub.tag.nonce) && gate.mayRun(script), root));
      observer.observe(root, { subtree: true, childList: true, attributeFilter: ['data-consent', ...addresses.flatMap(name => [name, `data-${name}`])] });
    },
    has: root => scriptsOf.has(root as ShadowRoot),
    sweep: () => [...scriptsOf].flatMap(([root, scripts]) => {
      const found = [...root.querySelectorAll(own)];
      const others = found.filter(element => element.localName !== 'script');
      for (const element of others) if (gate.mayRun(element)) guard(() => release(element));
      scripts.enqueue(found.filter(element => element instanceof HTMLScriptElement));
      return others.filter(element => !gate.mayRun(element));
    }),
  };
};
