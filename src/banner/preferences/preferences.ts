import { grantsOptional } from '../grantsOptional';
import { h } from '../ui/dom';
import { addCss, type Modal } from '../work/stage';
import type { Desk } from '../work/work';
import { content } from './content';
import type { Draft } from './draft';
import css from './preferences.css?inline';
import { createRecords } from './records';

/** An open preference centre. `renew` shows the present notice and keeps the switches that the visitor has turned. */
export type Preferences = Modal & { renew(): void };

export type MakePreferences = (desk: Desk) => Preferences;

const dressed = new WeakSet<Element>();

/** The preference centre: a true modal dialog. Escape and a click beside it close without granting anything. */
export const makePreferences: MakePreferences = desk => {
  const { page } = desk;
  const element = h('dialog', { class: 'preferences', 'aria-labelledby': 'preferences', 'data-ch': 'preferences' });
  const records = createRecords(desk);
  let draft: Draft = page.state().decision;
  const close = () => desk.setModal(null);

  const show = () => {
    for (const control of element.querySelectorAll<HTMLButtonElement>('[role=switch]')) {
      const [category, service] = control.name.split('.');
      control.setAttribute('aria-checked', String(!!(service ? draft.services.get(service) : draft.categories.get(category!))));
    }
  };
  const renew = () => {
    const { notice, choice, memory, decision } = page.state();
    const unfolded = [...element.querySelectorAll('details[open]')].map(fold => fold.id);
    const scrolled = element.querySelector('.body')?.scrollTop ?? 0;
    const inside = (element.getRootNode() as ShadowRoot).activeElement;
    const focused = inside?.getAttribute('name') ?? inside?.getAttribute('data-ch');

    element.replaceChildren(...content({ notice, decision, granted: grantsOptional(notice, choice), young: !!memory?.young, unfolded }, records, {
      close,
      accept: () => desk.choose({ action: 'accept_all', source: 'preferences', category: () => true }),
      reject: () => desk.decideOn({ action: 'reject_all', source: 'preferences', category: () => false }),
      withdraw: () => desk.withdraw('preferences'),
      save: () => desk.choose({ action: 'save', source: 'preferences', category: id => !!draft.categories.get(id), service: id => !!draft.services.get(id) }),
      turn(change) {
        draft = change(page.state().notice, draft);
        show();
      },
    }));
    show();
    element.querySelector('.body')!.scrollTop = scrolled;
    const again = focused && element.querySelector<HTMLElement>(`[name="${focused}"],[data-ch="${focused}"]`);
    if (element.open) (again || element.querySelector('h2')!).focus();
  };

  element.oncancel = event => {
    event.preventDefault();
    close();
  };
  // A click on the veil is a click on the dialog itself; pressing inside and letting go outside is not one.
  let pressedVeil = false;
  element.onpointerdown = event => void (pressedVeil = event.target === element);
  element.onclick = event => {
    if (pressedVeil && event.target === element) close();
  };

  return {
    renew,
    open() {
      const container = page.shell.enter(page.state().notice);
      if (!dressed.has(container)) addCss(container.getRootNode() as ShadowRoot, css);
      dressed.add(container);
      container.append(element);
      renew();
      element.showModal();
      element.querySelector('h2')!.focus();
    },
    close() {
      element.close();
      element.remove();
    },
  };
};
