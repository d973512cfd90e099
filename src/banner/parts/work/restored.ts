import { releasedMark } from '../../shared/heldElements';
import type { Gate } from '../../gate/gate';
import { guard } from '../../shared/guard';
import { takeBack } from './hold';

/** Our own nodes in the page's tree that have a shadow root, which no copy of them has. */
const hosts = '[data-consenthub-placeholder],#consenthub[data-state],#consenthub-debug';

/** Removes copies of our elements from a snapshot, a saved page or a clone; the page's own elements stay. */
export function removeCopies(root: ParentNode): void {
  for (const host of root.querySelectorAll(hosts)) if (!host.shadowRoot) host.remove();
}

/**
 * Judges what a router brings back by the present choice before it is put into the page, since a frame would begin to
 * load at once: Turbo hands over the elements of a snapshot, htmx its text.
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
