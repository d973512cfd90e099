import type { Modal, Page } from '../../contracts';
import { addCss, button, h } from '../../shared/dom';
import { guard } from '../../shared/guard';
import { openModal } from '../../shared/openModal';
import { gpcNote, word } from '../../shared/texts';
import type { Notice } from '../../shared/types';
import { keepReachable } from './keepReachable';
import css from './work.css?inline';

export interface ModalHost {
  modal(): Modal | null;
  /** Shows a dialog; null closes the open one, and the focus returns to where it was. */
  setModal(next: Modal | null): void;
  /** Closes every dialog and returns the focus to where it was. */
  close(): void;
  /**
   * Call before the first layer is removed. If it has the focus, the focus returns to where the visitor was before, not
   * to the top of the page.
   */
  leave(): void;
  /**
   * Work that can wait until the first layer is shown: the button to reopen, scroll padding, the announcement to screen
   * readers.
   */
  finishBoot(dismissed: boolean, notice: Notice): void;
  /** Announces a text to screen readers; `seen` shows it too, in the first layer's place, until the visitor closes it. */
  say(text: string, seen?: boolean): void;
  /** Makes the first layer modal in the layout `modal`. */
  openFirst(): void;
  /** Adds the styles of everything that is not part of the first layer. */
  dress(): void;
  /** Applies the colours again, because the page may have changed its colour scheme. */
  dressAgain(): void;
  /** The page has switched to another language: rewrites what is open. */
  translate(notice: Notice): void;
  /**
   * Call after the page has changed. Inserts our host again if the page has removed it, and within half a second adapts
   * what we show to the page.
   */
  recheck(): void;
}

/**
 * Hosts our modal dialogs, the button to reopen and announcements. While a dialog is open, the first layer is out of the
 * document.
 */
export function createModalHost({ shell, state, themeCss, dismiss }: Page, open: () => void): ModalHost {
  const reach = keepReachable(shell);
  const status = h('div', { class: 'status', role: 'status' });
  const padding: Record<string, string> = {};
  let modal: Modal | null = null;
  let back: HTMLElement | null = null;
  let opener: Element | null = null;
  /** Where the focus was before it entered our host. */
  let before: Element | null = null;
  let timer: unknown;
  let returned = 0;
  let mounted = false;
  let worn = themeCss(state().notice);

  const mount = () => {
    mounted = true;
    // Makes Turbo leave the host out of its snapshots.
    shell.host.setAttribute('data-turbo-temporary', '');
    const container = shell.mount(state().notice);
    if (!status.isConnected) {
      addCss(container.getRootNode() as ShadowRoot, css);
      container.append(status);
    }
    return container;
  };
  const say = (text: string, seen = false) => {
    mount();
    const { notice } = state();
    const { layout, position } = notice.theme;
    status.className = seen ? `status banner ${layout} ${position}` : 'status';
    status.replaceChildren(text, ...seen ? [button('', 'close', '×', () => (say(''), focus(before, back)), { 'aria-label': word(notice, 'close') })] : []);
  };
  const focus = (...wanted: (Element | null)[]) => (wanted.find(element => element?.isConnected) as HTMLElement | undefined)?.focus();

  /** Scrolling to a focused element must not leave it under a banner that is as wide as the page (WCAG 2.4.11). */
  const keepClear = () => {
    const banner = !modal && shell.asked();
    const { style } = document.documentElement;
    const rect = banner && banner.getBoundingClientRect();
    const at = rect && rect.width >= innerWidth * 0.6 && (rect.top < 24 ? 'top' : innerHeight - rect.bottom < 24 && 'bottom');
    for (const side of ['top', 'bottom']) {
      const property = `scroll-padding-${side}`;
      if (property in padding) style.setProperty(property, padding[property]!);
      delete padding[property];
      if (side !== at) continue;
      padding[property] = style.getPropertyValue(property);
      style.setProperty(property, `${(rect as DOMRect).height + 16}px`);
    }
  };
  /** Inserts our host again if the page has removed it, for instance by replacing the content of its body. */
  const stay = () => {
    const first = document.getElementById('consenthub');
    // Removes a copy without our code, which comes from a snapshot or a saved page.
    if (first && first !== shell.host) first.remove();
    // A page that removes our host repeatedly does not want it.
    if (mounted && !shell.host.isConnected && document.body && returned++ < 50) shell.mount(state().notice);
  };
  /**
   * In the layout `modal` the first layer is a dialog. Removing it from the document ends its modal state although
   * `open` stays true, so this opens it again.
   */
  const openFirst = () => {
    const banner = shell.asked();
    if (modal || !(banner instanceof HTMLDialogElement) || !banner.isConnected) return;
    const title = banner.querySelector('h2')!;
    title.setAttribute('tabindex', '-1');
    title.setAttribute('autofocus', '');
    openModal(banner);
  };
  /** Adapts what we show to the page as it is now: focusable regions, the button to reopen, the first layer, scroll padding. */
  const recheck = () => {
    const root = shell.host.shadowRoot;
    // With a tabindex, a click beside the buttons focuses the region instead of its first button.
    root?.querySelector('section')?.setAttribute('tabindex', '-1');
    // Makes scrolling regions reachable by keyboard, also in browsers that do not do so themselves.
    const text = root?.querySelector('.text');
    if (text && text.scrollHeight > text.clientHeight) text.setAttribute('tabindex', '0');
    else text?.removeAttribute('tabindex');
    if (back) back.hidden = !!shell.asked() || (!state().decision.silent && !!document.querySelector('[data-consenthub="open"]'));
    // While a modal is open the banner is out of the document, so that each automation hook exists once.
    const banner = modal && shell.asked();
    if (banner) banner.remove();
    openFirst();
    reach();
    keepClear();
  };
  const label = (button: HTMLElement, notice: Notice) => {
    const { decision } = state();
    const heard = decision.silent && gpcNote(notice, decision);
    const text = word(notice, notice.model !== 'opt_out' ? 'reopen' : notice.region === 'US-CA' ? 'optOutLink' : 'choicesLink');
    // That a signal was honoured must be visible without opening anything (11 CCR 7025(c)(6)).
    button.replaceChildren(heard ? h('span', {}, h('b', {}, word(notice, 'optOutHonoured')), h('br', {}), text) : text);
    if (heard) button.title = heard.textContent!;
  };
  const drop = () => {
    modal?.close();
    modal = null;
    const banner = shell.asked();
    if (banner) {
      mount().append(banner);
      openFirst();
    }
    shell.host.setAttribute('data-state', banner ? 'shown' : 'hidden');
    // The banner whose button opened the dialog may have been replaced; the button of the new banner gets the focus.
    const again = banner && opener?.classList.contains('customize') ? banner.querySelector('.customize') : null;
    focus(opener, again, before, back);
  };

  // At most twice a second: pages that change all the time must not become slow.
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      guard(recheck);
    }, 500);
  };
  addEventListener('resize', soon);
  shell.host.addEventListener('focusin', ({ relatedTarget }) => {
    if (relatedTarget) before = relatedTarget as Element;
  });
  shell.host.addEventListener('keydown', event => {
    const banner = shell.asked();
    if (event.key !== 'Escape' || !banner || !event.composedPath().includes(banner)) return;
    event.preventDefault();
    dismiss();
  });

  return {
    modal: () => modal,
    dress: mount,
    dressAgain() {
      const text = themeCss(state().notice);
      if (text === worn) return;
      worn = text;
      for (const { shadowRoot } of [shell.host, ...document.querySelectorAll('[data-consenthub-placeholder]')]) {
        if (shadowRoot) setTheme(shadowRoot, text);
      }
    },
    translate(notice) {
      if (!mounted) return;
      const container = mount();
      container.lang = notice.lang;
      container.dir = notice.dir;
      say('');
      modal?.translate?.(notice);
      if (back) label(back, notice);
    },
    setModal(next) {
      if (!next) return drop();
      const { activeElement } = document;
      opener = activeElement === shell.host ? shell.host.shadowRoot!.activeElement : activeElement === document.body ? null : activeElement;
      modal?.close();
      modal = next;
      mount();
      shell.host.setAttribute('data-state', 'shown');
      recheck();
      modal.open();
    },
    close() {
      if (modal) drop();
    },
    leave() {
      const banner = shell.asked();
      if (banner && banner.contains(shell.host.shadowRoot!.activeElement)) queueMicrotask(() => shell.asked() || focus(before));
    },
    finishBoot(dismissed, notice) {
      const { choice, decision } = state();
      const container = mount();
      if (!back && (choice || dismissed || decision.silent || decision.young)) {
        back = container.appendChild(button('reopen', 'reopen', '', open));
        label(back, notice);
      }
      if (shell.asked() && !modal) say(word(notice, 'title'));
      recheck();
    },
    say,
    recheck() {
      guard(stay);
      soon();
    },
    openFirst,
  };
}

const themes = new WeakMap<ShadowRoot, CSSStyleSheet>();

/** Replaces the colours of a shadow root, whatever other style sheets it has. */
function setTheme(root: ShadowRoot, text: string): void {
  if (!root.adoptedStyleSheets?.length) return addCss(root, text);
  const sheet = themes.get(root) ?? new CSSStyleSheet();
  themes.set(root, sheet);
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter(one => one !== sheet), sheet];
}
