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
  for (const part of partsOf(element)) {
    for (const name of addresses) if (part.hasAttribute(`data-${name}`)) part.removeAttribute(name);
  }
  if (element instanceof HTMLMediaElement) element.load();
  // A frame goes on without its address. What runs inside is replaced, without an entry in the history.
  if (element instanceof HTMLIFrameElement) element.contentWindow?.location.replace('about:blank');
}
