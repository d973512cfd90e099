import type { Shell } from '../../contracts';
import { guard } from '../../shared/guard';

/** Limit of how often these attributes are removed from our host. A page that sets them more often does so on purpose. */
const attempts = 50;

/**
 * Keeps the first layer usable while the page has a modal dialog of its own open, which makes everything outside it
 * inert: for that time the host is the dialog's last child. The dialog itself does not change.
 * Returns a check to run after the page has changed.
 */
export function keepReachable({ host, asked }: Shell): () => void {
  let removed = 0;

  const check = () => guard(() => {
    // Libraries set these attributes on everything outside their dialogs.
    for (const name of ['inert', 'aria-hidden']) if (host.hasAttribute(name) && removed++ < attempts) host.removeAttribute(name);
    if (!host.isConnected) return;
    const banner = asked();
    const inside = host.closest('dialog:modal');
    // In the layout `modal` the banner is itself a dialog, so its host is not moved into another one.
    const home = (banner && banner.localName === 'section' ? blockingDialog(banner) : inside) ?? document.body;
    if (host.parentNode === home) return;
    home.append(host);
    host.showPopover?.();
  });
  const observer = new MutationObserver(check);
  observer.observe(document, { subtree: true, attributeFilter: ['open'] });
  observer.observe(host, { attributeFilter: ['inert', 'aria-hidden'] });
  return check;
}

/** The modal dialog of the page that blocks everything else now: the one that a press on the banner would hit, otherwise the last. */
function blockingDialog(banner: HTMLElement): Element | undefined {
  const open = [...document.querySelectorAll('dialog:modal')];
  if (!open[0]) return undefined;
  const { x, y, width, height } = banner.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2)?.closest('dialog:modal');
  return hit ?? open.at(-1);
}
