import { guard } from '../guard';
import { h } from './dom';
import type { Draft } from './draft';
import { preferencesContent, type PreferenceButtons, type PreferencesView } from './preferencesContent';

export interface PreferencesDialog {
  readonly element: HTMLDialogElement;
  open(): void;
  /** Shows a fuller or newer notice and keeps the switches that the visitor has turned. */
  renew(view: Omit<PreferencesView, 'draft' | 'unfolded'>): void;
  close(): void;
}

/** The preference centre: a true modal dialog. Escape and a click beside it close without granting anything. */
export function createPreferencesDialog(first: Omit<PreferencesView, 'unfolded'>, on: PreferenceButtons): PreferencesDialog {
  const element = h('dialog', { class: 'preferences', 'aria-labelledby': 'preferences', 'data-ch': 'preferences' });
  let draft: Draft = first.draft;

  const fill = (view: Omit<PreferencesView, 'draft' | 'unfolded'>) => {
    const unfolded = new Set([...element.querySelectorAll('details[open]')]
      .map(fold => fold.closest('[data-category]')?.getAttribute('data-category') ?? ''));
    const scrolled = element.querySelector('.body')?.scrollTop ?? 0;
    const inside = (element.getRootNode() as ShadowRoot).activeElement;
    const focused = inside?.getAttribute('name') ?? inside?.getAttribute('data-ch');

    element.replaceChildren(...preferencesContent({ ...view, draft, unfolded }, on, turned => (draft = turned)));
    element.querySelector('.body')!.scrollTop = scrolled;
    const again = focused && element.querySelector<HTMLElement>(`[name="${focused}"],[data-ch="${focused}"]`);
    if (again) again.focus();
    else if (element.open) element.querySelector<HTMLElement>('h2')?.focus();
  };

  element.addEventListener('cancel', event => {
    event.preventDefault();
    guard(on.close);
  });
  // A click on the veil is a click on the dialog itself; pressing inside and letting go outside is not one.
  let pressedVeil = false;
  element.addEventListener('pointerdown', event => (pressedVeil = event.target === element));
  element.addEventListener('click', event => {
    if (pressedVeil && event.target === element) guard(on.close);
  });
  fill(first);

  return {
    element,
    open() {
      if (element.showModal) element.showModal();
      else element.setAttribute('open', '');
      element.querySelector<HTMLElement>('h2')?.focus();
    },
    renew: fill,
    close() {
      if (element.open && element.close) element.close();
      element.remove();
    },
  };
}
