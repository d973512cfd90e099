import { addresses, partsOf, releasedMark } from '../gate/embeds';
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
  const { parentNode, nextSibling } = element;
  // A frame begins anew where it stands: what runs inside ends with its window, and neither this nor the next address
  // adds a step to the history, as it does in a frame that goes on.
  if (element instanceof HTMLIFrameElement) element.remove();
  for (const part of partsOf(element)) {
    for (const name of addresses) if (part.hasAttribute(`data-${name}`)) part.removeAttribute(name);
  }
  if (!element.parentNode) parentNode?.insertBefore(element, nextSibling);
  if (element instanceof HTMLMediaElement) element.load();
}
