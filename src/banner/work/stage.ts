import { guard } from '../guard';
import type { Page } from '../page';
import type { Notice } from '../types';
import { button, h } from '../ui/dom';
import { gpcNote } from '../ui/gpcNote';
import { word } from '../ui/words';
import css from './work.css?inline';

/** A dialog that stands before everything else, as the preference centre does. */
export interface Modal {
  open(): void;
  close(): void;
}

export interface Stage {
  modal(): Modal | null;
  /** Shows a dialog; null closes the one that is open, and the focus goes back to where it was. */
  setModal(next: Modal | null): void;
  /** Everything closes, and the focus goes back. */
  close(): void;
  /** What the first layer leaves for later: the way back, room for it on the page, words for those who listen. */
  settle(dismissed: boolean, notice: Notice): void;
  say(text: string): void;
  /** Brings the style of what is not part of the first layer. */
  dress(): void;
  recheck(): void;
}

/** What stands around the first layer. While a modal is open, the first layer waits outside of the document. */
export function createStage({ shell, state }: Page, open: () => void): Stage {
  const status = h('div', { class: 'status', role: 'status' });
  const padding: Record<string, string> = {};
  let modal: Modal | null = null;
  let back: HTMLElement | null = null;
  let opener: Element | null = null;
  let timer: unknown;
  let attached = 0;
  let entered = false;

  const enter = () => {
    entered = true;
    const container = shell.enter(state().notice);
    if (!status.isConnected) {
      addCss(container.getRootNode() as ShadowRoot, css);
      container.append(status);
    }
    return container;
  };
  const focus = (...wanted: (Element | null)[]) => (wanted.find(element => element?.isConnected) as HTMLElement | undefined)?.focus();

  /** Scrolling to a focused element must not leave it under a banner that is as wide as the page (WCAG 2.4.11). */
  const keepClear = () => {
    const banner = !modal && shell.asked();
    const { style } = document.documentElement;
    for (const side of ['top', 'bottom']) {
      const property = `scroll-padding-${side}`;
      if (property in padding) style.setProperty(property, padding[property]!);
      delete padding[property];
      if (!banner || !banner.classList.contains(side) || banner.offsetWidth < innerWidth * 0.6) continue;
      padding[property] = style.getPropertyValue(property);
      style.setProperty(property, `${banner.offsetHeight + 16}px`);
    }
  };
  const recheck = () => {
    // A page that takes us out again and again wants us out.
    if (!shell.host.isConnected && entered && attached++ < 50) shell.enter(state().notice);
    if (back) back.hidden = !!shell.asked() || (!state().decision.silent && !!document.querySelector('[data-consenthub="open"]'));
    // While a modal is open the banner waits, so that each automation hook is there once.
    const banner = modal && shell.asked();
    if (banner) banner.remove();
    keepClear();
  };
  const drop = () => {
    modal?.close();
    modal = null;
    const banner = shell.asked();
    if (banner) {
      enter().append(banner);
      // Out of the document a dialog stops being modal, but goes on calling itself open.
      banner.removeAttribute('open');
      (banner as HTMLDialogElement).showModal?.();
    }
    shell.host.setAttribute('data-state', banner ? 'shown' : 'hidden');
    // The banner whose button opened the dialog may have gone; its successor takes the focus back.
    const again = banner && opener?.classList.contains('customize') ? banner.querySelector('.customize') : null;
    focus(opener, again, shell.before(), back);
  };

  return {
    modal: () => modal,
    dress: enter,
    setModal(next) {
      if (!next) return drop();
      const { activeElement } = document;
      opener = activeElement === shell.host ? shell.host.shadowRoot!.activeElement : activeElement === document.body ? null : activeElement;
      modal?.close();
      modal = next;
      enter();
      shell.host.setAttribute('data-state', 'shown');
      recheck();
      modal.open();
    },
    close() {
      if (modal) drop();
    },
    settle(dismissed, notice) {
      const { choice, decision } = state();
      const container = enter();
      if (!back && (choice || dismissed || decision.silent)) {
        const heard = decision.silent && gpcNote(notice, decision);
        const label = word(notice, notice.model === 'opt_out' ? 'optOutLink' : 'reopen');
        // That a signal was honoured has to be seen without opening anything (11 CCR 7025(c)(6)).
        back = container.appendChild(button('reopen', 'reopen', heard ? h('span', {}, h('b', {}, word(notice, 'optOutHonoured')), h('br', {}), label) : label, open, { title: heard && heard.textContent! }));
      }
      const text = container.querySelector('.text');
      if (text && text.scrollHeight > text.clientHeight) text.setAttribute('tabindex', '0');
      if (shell.asked() && !modal) status.textContent = word(notice, 'title');
      recheck();
    },
    say: text => {
      enter();
      status.textContent = text;
    },
    // At most twice a second: pages that move all the time must not pay for us.
    recheck: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        guard(recheck);
      }, 500);
    },
  };
}

/** Adds a style sheet to a root that is dressed already, in the way that its first one went. */
export function addCss(root: ShadowRoot, text: string): void {
  if (!root.adoptedStyleSheets?.length) return root.prepend(h('style', {}, text));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
