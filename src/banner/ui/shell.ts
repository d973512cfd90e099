import { h } from '../shared/dom';
import type { Notice } from '../shared/types';
import type { Shell } from '../contracts';
import { firstLayer, type FirstLayerActions } from './firstLayer';
import { dress } from './skin';

export function createShell(actions: () => FirstLayerActions): Shell {
  // `data-nosnippet` keeps search engines from quoting the host. As a popover it is in the top layer, where a
  // transformed body does not move it.
  const host = h('div', { id: 'consenthub', 'data-nosnippet': '', popover: 'manual' });
  let container: HTMLElement | undefined;
  let banner: HTMLElement | false = false;
  const mount = (notice: Notice) => {
    container ??= dress(host, notice);
    if (!host.isConnected) {
      // The end of the body is the only place where an application that hydrates the whole document tolerates other elements.
      document.body.append(host);
      host.showPopover?.();
    }
    return container;
  };

  return {
    host, mount,
    asked: () => banner,
    ask: (view, more) => {
      if (banner) banner.remove();
      banner = view && firstLayer(view.notice, more, actions());
      host.setAttribute('data-state', banner ? 'shown' : 'hidden');
      if (banner) {
        // The host is at the end of the document but the first stop of the Tab key. Once the banner is closed, the start
        // of the page is the next stop.
        host.setAttribute('tabindex', '1');
        // The banner is appended before the host is mounted: entering the top layer computes the styles of the page and
        // of everything inside, so that happens once.
        (container ??= dress(host, (view as { notice: Notice }).notice)).append(banner);
        mount((view as { notice: Notice }).notice);
      }
    },
  };
}
