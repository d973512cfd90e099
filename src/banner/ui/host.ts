import type { Notice } from '../types';
import { h } from './dom';
import type { Dress } from './skin';

export interface Host {
  /** The dressed container, in the document; made when first needed. */
  enter(notice: Notice): HTMLElement;
  setShown(shown: boolean): void;
  /** The element that has the focus, inside our shadow root or else in the page. */
  focused(): HTMLElement | null;
  /** Where the focus was before it came to us. */
  focusBefore(): HTMLElement | null;
  /** Scrolling to a focused element must not leave it under a banner that is as wide as the page. */
  keepClear(banner: HTMLElement | null): void;
  /** Puts the host back after the page has replaced its body, as some frameworks do at every navigation. */
  reattach(): void;
}

const enough = 50;

export function createHost(dress: Dress): Host {
  const host = h('div', { id: 'consenthub', 'data-state': 'hidden' });
  let container: HTMLElement | null = null;
  let before: HTMLElement | null = null;
  let padding: { property: string; own: string } | null = null;
  let attached = 0;

  host.addEventListener('focusin', event => {
    if (event.relatedTarget instanceof HTMLElement) before = event.relatedTarget;
  });

  const attach = () => {
    // A page that takes us out again and again wants us out.
    if (!host.isConnected && attached++ < enough) (document.body ?? document.documentElement).append(host);
  };

  return {
    enter(notice) {
      attach();
      container ??= dress(host, notice);
      container.lang = notice.lang;
      container.dir = notice.dir;
      return container;
    },
    setShown: shown => host.setAttribute('data-state', shown ? 'shown' : 'hidden'),
    focused() {
      const active = document.activeElement === host ? host.shadowRoot?.activeElement : document.activeElement;
      return active instanceof HTMLElement && active !== document.body ? active : null;
    },
    focusBefore: () => (before?.isConnected ? before : null),
    keepClear(banner) {
      const { style } = document.documentElement;
      if (padding) style.setProperty(padding.property, padding.own);
      padding = null;
      if (!banner || banner.offsetWidth < innerWidth * 0.6) return;
      const property = banner.classList.contains('top') ? 'scroll-padding-top' : 'scroll-padding-bottom';
      padding = { property, own: style.getPropertyValue(property) };
      style.setProperty(property, `${banner.offsetHeight + 16}px`);
    },
    reattach: () => {
      if (container) attach();
    },
  };
}
