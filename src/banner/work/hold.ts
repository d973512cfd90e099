import { addresses, releasedMark } from '../gate/embeds';

/**
 * Takes back what a release has given to elements that are held again, and hands the frames among them to `cover`.
 * What the page itself wrote is not ours to take.
 */
export function hold(elements: readonly Element[], cover: (frames: readonly HTMLIFrameElement[]) => void): void {
  for (const element of elements) {
    if (!element.hasAttribute(releasedMark)) continue;
    element.removeAttribute(releasedMark);
    for (const part of [element, ...element.querySelectorAll('source')]) {
      for (const name of addresses) if (part.hasAttribute(`data-${name}`)) part.removeAttribute(name);
    }
    if (element instanceof HTMLMediaElement) element.load();
    if (element instanceof HTMLIFrameElement) restart(element);
  }
  cover(elements.filter(element => element instanceof HTMLIFrameElement));
}

/** Out of the document and in again: what ran inside is gone at once, without an entry in the history. */
function restart(frame: HTMLIFrameElement): void {
  const { parentNode, nextSibling } = frame;
  frame.remove();
  parentNode?.insertBefore(frame, nextSibling);
}
