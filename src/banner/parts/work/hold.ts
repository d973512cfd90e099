import type { Gate } from '../../contracts';
import { guard } from '../../shared/guard';
import { addresses, partsOf, releasedMark } from '../../shared/heldElements';

/**
 * Removes what a release has set on elements that are held again, and passes the frames among them to `cover`.
 * It never removes what the page itself wrote.
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
  // Removing a frame ends the code inside it. If the frame stayed, removing its address and setting it again would each
  // add an entry to the session history.
  if (element instanceof HTMLIFrameElement) renew(element, strip);
  else strip();
  if (element instanceof HTMLMediaElement) element.load();
  // A style sheet that is still loading would apply even without its address. Inserting the element again discards it.
  if (element instanceof HTMLLinkElement) element.addEventListener('load', () => element.hasAttribute('href') || renew(element), { once: true });
}

/** Removes an element and inserts it again synchronously, so that the page's renderer finds the same node in the same place. */
function renew(element: Element, change?: () => void): void {
  const { parentNode, nextSibling } = element;
  element.remove();
  change?.();
  parentNode?.insertBefore(element, nextSibling);
}

/** Our own nodes in the page's tree. Each has a shadow root; copies of them do not. */
const hosts = '[data-consenthub-placeholder],#consenthub[data-state],#consenthub-debug';

/** Removes copies of our elements from a snapshot, a saved page or a clone; the page's own elements stay. */
export function removeCopies(root: ParentNode): void {
  for (const host of root.querySelectorAll(hosts)) if (!host.shadowRoot) host.remove();
}

/**
 * Applies the present choice to elements that a router restores from a snapshot, before they are inserted into the page:
 * a frame would start to load at once. Turbo passes the elements, htmx the text of the snapshot.
 */
export function judgeRestored({ mayRun }: Gate): void {
  const judge = (root: ParentNode) => {
    removeCopies(root);
    for (const copy of root.querySelectorAll('[data-consent-live]')) copy.remove();
    for (const element of root.querySelectorAll(`[data-consent][${releasedMark}]`)) if (!mayRun(element)) takeBack(element);
  };
  const on = (event: string, step: (detail: any) => void) => document.addEventListener(event, ({ detail }: CustomEventInit) => guard(() => step(detail)));
  on('turbo:before-render', ({ newBody }) => judge(newBody));
  on('turbo:before-frame-render', ({ newFrame }) => judge(newFrame));
  on('htmx:historyCacheHit', ({ item }) => {
    const page = new DOMParser().parseFromString(item.content, 'text/html');
    judge(page);
    item.content = page.body.innerHTML;
  });
}
