import type { Gate } from '../contracts';
import { guard } from '../shared/guard';
import { createScripts } from './scripts';
import { addresses, own, release } from '../shared/heldElements';

/** May an element with this category, and this service if it names one, run now? */
export type Allowed = (category: string, service: string | null) => boolean;

/** Marks of the inline stub and of other tools; the part that translates them knows their exact meaning. */
const foreign = '[data-consent-host],[data-cookieconsent],script[data-category],script[data-name],[data-name][data-src]';

/**
 * Controls every marked element, including those that are added later. Nothing marked loads by itself: its address waits
 * in `data-src`, and a sweep sets `src` only if the element may run.
 *
 * The page's own nodes stay where its renderer put them: we insert ours beside them, and remove only ours.
 *
 * After each sweep `onHeld` gets the held elements that are not scripts, and `onForeign` is called if some are marked
 * for other tools. `onChanged` is called on every change of the page.
 *
 * If our own tag has a nonce, a held script needs the same one. A Content-Security-Policy with nonces does not run
 * injected markup, so the gate must not either.
 */
export function createGate(allowed: Allowed, nonce: string, onHeld: (held: Element[]) => void, onForeign: () => void, onChanged: () => void): Gate {
  const onceAllowed = new WeakSet<Element>();
  const mayRun = (element: Element) =>
    onceAllowed.has(element) || !!element.getAttribute('data-consent')!.match(/\S+/g)?.every(category => allowed(category, element.getAttribute('data-consent-service')));
  const scripts = createScripts(script => ['', script.nonce].includes(nonce) && mayRun(script), document);

  let found: Element[] = [];
  const sweep = () => {
    if (document.querySelector(foreign)) onForeign();
    found = [...document.querySelectorAll(own)];
    const others = found.filter(element => element.localName !== 'script');
    for (const element of others) if (mayRun(element)) guard(() => release(element));
    scripts.enqueue(found.filter(element => element instanceof HTMLScriptElement));
    guard(() => onHeld(others.filter(element => !mayRun(element))));
  };
  const look = () => guard(sweep);
  const isMarked = (node: Node) => node instanceof Element && (node.matches(own) || node.querySelector(own));
  let later = 0;

  new MutationObserver(records => guard(() => {
    // While the page is still being parsed, an inline script may have been incomplete at the last sweep.
    let marked: unknown = scripts.waiting() || found.some(element => !element.isConnected);
    // By index: on a page that changes all the time, iterators cost a quarter more.
    for (const { attributeName, target, addedNodes } of records) {
      if (attributeName) marked ||= isMarked(target);
      for (let i = addedNodes.length; i--;) marked ||= isMarked(addedNodes[i]!);
    }
    if (marked) {
      // Chromium leaves a frame empty if it gets its address exactly when the parser reaches it.
      if (document.readyState === 'loading') setTimeout(look);
      else sweep();
    }
    // Other tools' marks can wait: nothing that has them loads by itself.
    later ||= setTimeout(() => {
      later = 0;
      look();
    }, 99);
    onChanged();
  })).observe(document, {
    subtree: true,
    childList: true,
    // Libraries that morph one page into another (Turbo, Livewire, LiveView) remove the addresses that their new HTML lacks.
    attributeFilter: ['data-consent', ...addresses.flatMap(name => [name, `data-${name}`])],
  });
  document.addEventListener('DOMContentLoaded', look);
  return { sweep, mayRun, onceAllowed };
}
