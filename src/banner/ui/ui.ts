import { guard } from '../guard';
import type { Decision, Notice, Source } from '../types';
import { bannerElement } from './bannerElement';
import type { Change } from './changes';
import { h } from './dom';
import { draftOf, type Draft } from './draft';
import { createHost } from './host';
import { createPreferencesDialog, type PreferencesDialog } from './preferencesDialog';
import { reopenButton } from './reopenButton';
import type { Dress } from './skin';
import { word } from './words';

export interface View {
  readonly notice: Notice;
  readonly decision: Decision;
  /** Had the visitor granted anything optional before? */
  readonly grantedBefore: boolean;
  readonly changes: readonly Change[];
}

/** What a visitor can do. The state that follows decides what is shown next. */
export interface Deeds {
  acceptAll(source: Source): void;
  rejectAll(source: Source): void;
  withdraw(source: Source): void;
  save(draft: Draft, source: Source): void;
  dismiss(): void;
  open(): void;
  /** The preference centre will soon be wanted. */
  prepare(): void;
}

export interface Ui {
  showBanner(view: View): void;
  openPreferences(view: View): void;
  /** The notice has become fuller while the preference centre is open. */
  renew(view: View): void;
  /** The banner that waits behind the preference centre shows another notice from now on. */
  renewBanner(view: View): void;
  /** Nothing to ask; `reopen` leaves the small way back, unless the page has its own. */
  rest(view: View, reopen: boolean): void;
  /** Says something politely to those who listen to the page. */
  say(text: string): void;
  /** The page has changed: is our host still there, and has the page a way back of its own? */
  recheck(): void;
}

export function createUi(dress: Dress, deeds: Deeds): Ui {
  const host = createHost(dress);
  const status = h('div', { class: 'status', role: 'status' });
  let banner: HTMLElement | null = null;
  let dialog: PreferencesDialog | null = null;
  let back: HTMLElement | null = null;
  let opener: HTMLElement | null = null;
  let container: HTMLElement | null = null;

  const hideBackIfUseless = () => {
    if (back) back.hidden = banner !== null || document.querySelector('[data-consenthub="open"]') !== null;
  };
  const settle = () => {
    host.setShown(banner !== null || dialog !== null);
    // Out of the document while the preference centre is open, so that each automation hook is there once.
    if (dialog) banner?.remove();
    else if (banner) container?.append(banner);
    host.keepClear(dialog ? null : banner);
    hideBackIfUseless();
  };
  const place = (view: View, element: HTMLElement | null) => {
    container = host.enter(view.notice);
    if (!status.isConnected) container.append(status);
    if (element) container.append(element);
  };
  const closePreferences = () => {
    dialog?.close();
    dialog = null;
    settle();
  };

  const makeBanner = (view: View) =>
    bannerElement(view.notice, view.decision, view.changes, {
      accept: () => deeds.acceptAll('banner'),
      reject: () => deeds.rejectAll('banner'),
      customize: deeds.open,
      approach: deeds.prepare,
      close: deeds.dismiss,
    });

  return {
    showBanner(view) {
      banner?.remove();
      banner = makeBanner(view);
      place(view, null);
      settle();
      status.textContent = word(view.notice, 'title');
    },
    openPreferences(view) {
      if (dialog) return;
      opener = host.focused();
      dialog = createPreferencesDialog({ ...view, draft: draftOf(view.decision) }, {
        accept: () => deeds.acceptAll('preferences'),
        refuse: () => (view.grantedBefore ? deeds.withdraw('preferences') : deeds.rejectAll('preferences')),
        save: draft => deeds.save(draft, 'preferences'),
        close() {
          closePreferences();
          (opener ?? back)?.focus();
        },
      });
      place(view, dialog.element);
      dialog.open();
      settle();
    },
    renew: view => dialog?.renew(view),
    renewBanner(view) {
      if (!banner) return;
      const fresh = makeBanner(view);
      if (opener && banner.contains(opener)) opener = fresh.querySelector<HTMLElement>('[data-ch="customize"]');
      banner.remove();
      banner = fresh;
      settle();
    },
    rest(view, reopen) {
      const focused = host.focused();
      const fromDialog = dialog !== null;
      const fromBanner = focused !== null && banner?.contains(focused) === true;
      banner?.remove();
      banner = null;
      closePreferences();
      back?.remove();
      back = reopen ? reopenButton(view.notice, view.decision, deeds.open) : null;
      place(view, back);
      settle();
      // The focus does not fall to the top of the page, but to where the visitor was before.
      if (fromDialog) (opener?.isConnected ? opener : host.focusBefore() ?? back)?.focus();
      else if (fromBanner) host.focusBefore()?.focus();
    },
    say: text => void (status.textContent = text),
    recheck() {
      guard(host.reattach);
      guard(hideBackIfUseless);
    },
  };
}
