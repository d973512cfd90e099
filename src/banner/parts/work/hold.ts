import { addresses, partsOf, releasedMark } from '../../shared/heldElements';
import { removeCopies } from './restored';

/**
 * Takes back what a release has given to elements that are held again, and hands the frames among them to `cover`.
 * What the page itself wrote is not ours to take.
 */
export function hold(elements: readonly Element[], cover: (frames: readonly HTMLIFrameElement[]) => void): void {
  removeCopies(document);
  for (const element of elements) takeBack(element);
  cover(elements.filter(element => element instanceof HTMLIFrameElement));
}

export function takeBack(element: Element): void {
  if (!element.hasAttribute(releasedMark)) return;
  element.removeAttribute(releasedMark);
  const strip = () => {
    for (const part of partsOf(element)) {
      for (const name of addresses) if (part.hasAttribute(`data-${name}`)) part.removeAttribute(name);
    }
  };
  // What runs inside a frame ends with its window, and neither this nor the next address adds a step to the history, as it
  // does in a frame that goes on.
  if (element instanceof HTMLIFrameElement) renew(element, strip);
  else strip();
  if (element instanceof HTMLMediaElement) element.load();
  // A style sheet that is on its way comes even without its address, and goes with its element.
  if (element instanceof HTMLLinkElement) element.addEventListener('load', () => element.hasAttribute('href') || renew(element), { once: true });
}

/** Takes an element out and puts it back in one turn: its renderer finds the same node in the same place. */
function renew(element: Element, change?: () => void): void {
  const { parentNode, nextSibling } = element;
  element.remove();
  change?.();
  parentNode?.insertBefore(element, nextSibling);
}
