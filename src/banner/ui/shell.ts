import type { Notice } from '../types';
import { h, type Child } from './dom';
import { firstLayer, type FirstLayerDeeds } from './firstLayer';
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
}

export function createShell(deeds: () => FirstLayerDeeds): Shell {
  // Search engines do not quote it, and in the top layer nothing moves it that transforms the body.
  const host = h('div', { id: 'consenthub', 'data-nosnippet': '', popover: 'manual' });
  let container: HTMLElement | undefined;
  let banner: HTMLElement | false = false;
  const enter = (notice: Notice) => {
    if (!host.isConnected) {
      // The end of the body is the one place where an application that hydrates the whole document expects strangers.
      document.body.append(host);
      host.showPopover?.();
    }
    return (container ??= dress(host, notice));
  };

  return {
    host, enter,
    asked: () => banner,
    ask(view, more) {
      if (banner) banner.remove();
      banner = view && firstLayer(view.notice, more, deeds());
      host.setAttribute('data-state', banner ? 'shown' : 'hidden');
      if (banner) {
        // At the end of the document, and yet the first stop of the Tab key; so the page's beginning follows when we are gone.
        host.setAttribute('tabindex', '1');
        enter((view as { notice: Notice }).notice).append(banner);
      }
    },
  };
}
