import { guard } from '../guard';
import { createEmbeds, type MakeCard } from './embeds';
import { createScripts } from './scripts';

export interface Gate {
  /** Releases what is allowed, in document order, and takes back what no longer is. */
  sweep(): void;
}

/** May an element with this category, and this service where it names one, run now? */
export type Allowed = (category: string, service: string | null) => boolean;

/**
 * Stands before every marked element, also before those that are added later. Nothing marked loads by itself:
 * its address waits in `data-src`, and only a sweep that finds it allowed puts it in place.
 */
export function createGate(allowed: Allowed, makeCard: MakeCard, onAdded: () => void): Gate {
  const mayRun = (element: Element) =>
    allowed(element.getAttribute('data-consent') ?? '', element.getAttribute('data-consent-service'));
  const scripts = createScripts(mayRun);
  const embeds = createEmbeds(mayRun, makeCard);

  const sweep = () => {
    const marked = [...document.querySelectorAll('[data-consent]')];
    for (const element of marked) if (element.localName !== 'script') guard(() => embeds.settle(element));
    guard(() => embeds.tidy());
    scripts.enqueue(marked.filter(element => element instanceof HTMLScriptElement));
  };

  const holdsMarked = (node: Node) =>
    node instanceof Element && (node.hasAttribute('data-consent') || node.querySelector('[data-consent]') !== null);

  new MutationObserver(records => guard(() => {
    onAdded();
    const touched = records.some(record =>
      record.type === 'attributes'
        ? (record.target as Element).hasAttribute('data-consent')
        : [...record.addedNodes, ...record.removedNodes].some(holdsMarked));
    // While the page is still being read, an inline script may have waited for its own end.
    if (touched || scripts.waiting()) sweep();
  })).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-consent', 'data-src', 'data-srcset', 'data-href'],
  });
  document.addEventListener('DOMContentLoaded', () => guard(sweep));
  return { sweep };
}
