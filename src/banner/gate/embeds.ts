import { createPlaceholder, hasRoom, type Placeholder } from './placeholder';

/** Makes what stands in a held frame's place, or null where nothing is to be offered. */
export type MakeCard = (frame: HTMLIFrameElement) => HTMLElement | null;

export interface Embeds {
  /** Puts a marked frame, image, link or player into the state that is allowed now. */
  settle(element: Element): void;
  /** Drops placeholders whose frame has left the document. */
  tidy(): void;
}

const attributes = ['src', 'srcset', 'href', 'poster'];

/** Everything marked that is no script. Released by giving it its address, held again by taking it away. */
export function createEmbeds(mayRun: (element: Element) => boolean, makeCard: MakeCard): Embeds {
  const placeholders = new Map<HTMLIFrameElement, Placeholder>();
  const live = new WeakSet<Element>();

  const uncover = (frame: HTMLIFrameElement) => {
    placeholders.get(frame)?.remove();
    placeholders.delete(frame);
  };

  const cover = (frame: HTMLIFrameElement) => {
    if (!frame.hasAttribute('data-src') || placeholders.get(frame)?.covers()) return;
    uncover(frame);
    const card = hasRoom(frame) ? makeCard(frame) : null;
    if (card) placeholders.set(frame, createPlaceholder(frame, card));
  };

  const release = (element: Element) => {
    if (element instanceof HTMLIFrameElement) uncover(element);
    live.add(element);
    const changed = partsOf(element).map(give).includes(true);
    if (changed && element instanceof HTMLMediaElement) element.load();
  };

  const hold = (element: Element) => {
    // What the page itself wrote is not ours to take: only what a release has put there.
    if (live.delete(element)) {
      partsOf(element).forEach(take);
      if (element instanceof HTMLMediaElement) element.load();
      if (element instanceof HTMLIFrameElement) restart(element);
    }
    if (element instanceof HTMLIFrameElement) cover(element);
  };

  addEventListener('resize', () => placeholders.forEach(placeholder => placeholder.fit()));

  return {
    settle: element => (mayRun(element) ? release(element) : hold(element)),
    tidy() {
      for (const frame of placeholders.keys()) if (!frame.isConnected || !frame.hasAttribute('data-consent')) uncover(frame);
    },
  };
}

function partsOf(element: Element): Element[] {
  return element instanceof HTMLMediaElement ? [element, ...element.querySelectorAll('source')] : [element];
}

/** Answers whether anything changed, so that a frame in use is never loaded anew. */
function give(element: Element): boolean {
  let changed = false;
  for (const name of attributes) {
    const value = element.getAttribute(`data-${name}`);
    if (value === null || element.getAttribute(name) === value || runsCode(name, value)) continue;
    element.setAttribute(name, value);
    changed = true;
  }
  return changed;
}

function take(element: Element): void {
  for (const name of attributes) if (element.hasAttribute(`data-${name}`)) element.removeAttribute(name);
}

/** Out of the document and in again: what ran inside is gone at once, without an entry in the history. */
function restart(frame: HTMLIFrameElement): void {
  const { parentNode, nextSibling } = frame;
  frame.remove();
  parentNode?.insertBefore(frame, nextSibling);
}

/** A marked frame must not become a way to run code that the page's author did not write as code. */
function runsCode(name: string, value: string): boolean {
  return name !== 'srcset' && new URL(value, document.baseURI).protocol === 'javascript:';
}
