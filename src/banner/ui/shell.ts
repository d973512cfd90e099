import type { Notice } from '../types';
import { h, type Child } from './dom';
import { firstLayer, type FirstLayerButtons } from './firstLayer';
import { dress } from './skin';

/** Where everything of ours stands on the page: the host, the container in its shadow root, and the first layer. */
export interface Shell {
  readonly host: HTMLElement;
  /** The container, in the document; made when first needed. */
  enter(notice: Notice): HTMLElement;
  /** Shows the first layer anew, with what else there is to tell, or takes it away. */
  ask(view: { notice: Notice } | false, more?: Child): void;
  /** The first layer, where it is asked; it may wait outside of the document. */
  asked(): HTMLElement | false;
  /** Where the focus was before it came to us. */
  before(): HTMLElement | null;
}

export function createShell(on: FirstLayerButtons): Shell {
  const host = h('div', { id: 'consenthub' });
  let container: HTMLElement | undefined;
  let banner: HTMLElement | false = false;
  let before: HTMLElement | null = null;

  host.addEventListener('focusin', ({ relatedTarget }) => {
    if (relatedTarget) before = relatedTarget as HTMLElement;
  });
  const enter = (notice: Notice) => {
    // Beside the body, not in it: a transformed body would place what is fixed by itself, and a replaced one takes all with it.
    if (!host.isConnected) document.documentElement.append(host);
    return (container ??= dress(host, notice));
  };

  return {
    host, enter,
    asked: () => banner,
    before: () => before,
    ask(view, more) {
      const focused = banner && banner.contains(host.shadowRoot!.activeElement);
      if (banner) banner.remove();
      banner = view && firstLayer(view.notice, more, on);
      host.setAttribute('data-state', banner ? 'shown' : 'hidden');
      if (banner) {
        enter((view as { notice: Notice }).notice).append(banner);
        (banner as HTMLDialogElement).showModal?.();
        // The focus does not fall to the top of the page, but to where the visitor was before.
      } else if (focused) before?.focus();
    },
  };
}
