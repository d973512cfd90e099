import { grantsOptional } from '../grantsOptional';
import type { Notice } from '../types';
import { h } from '../ui/dom';
import { openModal } from '../work/openModal';
import { addCss, type Modal } from '../work/stage';
import type { Desk } from '../work/contracts';
import { content } from './content';
import type { Draft } from './draft';
import css from './preferences.css?inline';
import type { CreateRecords } from '../records/records';
import { siteFacts } from './siteFacts';

/** `records` is there where something is stored of this visitor, and its part could be had. */
export type MakePreferences = (desk: Desk, notice: Notice, records?: CreateRecords) => Modal;

const dressed = new WeakSet<Element>();

/** The preference centre: a true modal dialog. Escape and a click beside it close without granting anything. */
export const makePreferences: MakePreferences = (desk, notice, records) => {
  const { page } = desk;
  const element = h('dialog', { class: 'preferences', 'aria-labelledby': 'preferences', 'data-ch': 'preferences' });
  let draft: Draft = page.state().decision;
  const close = () => desk.setModal(null);

  const show = () => {
    for (const control of element.querySelectorAll<HTMLButtonElement>('[role=switch]')) {
      const [category, service] = control.name.split('.');
      control.setAttribute('aria-checked', String(!!(service ? draft.services.get(service) : draft.categories.get(category!))));
    }
  };
  const { choice, decision } = page.state();
  const fill = (notice: Notice) => element.replaceChildren(...content({ notice, decision, granted: grantsOptional(notice, choice), young: !!decision.young }, siteFacts(page.hub, notice), records?.(desk, notice), {
    close,
    accept: () => desk.choose({ action: 'accept_all', source: 'preferences', category: () => true }),
    reject: () => desk.decideOn({ action: 'reject_all', source: 'preferences', category: () => false }),
    withdraw: () => desk.withdraw('preferences'),
    save: () => desk.choose({ action: 'save', source: 'preferences', category: id => !!draft.categories.get(id), service: id => !!draft.services.get(id) }),
    turn(change) {
      draft = change(notice, draft);
      show();
    },
  }));
  fill(notice);
  show();

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
    open() {
      const container = page.shell.enter(notice);
      if (!dressed.has(container)) addCss(container.getRootNode() as ShadowRoot, css + page.themeCss(notice));
      dressed.add(container);
      container.append(element);
      openModal(element);
      element.querySelector('h2')!.focus();
    },
    close() {
      element.close();
      element.remove();
    },
    translate(translated) {
      fill(translated);
      show();
      element.querySelector('h2')!.focus();
    },
  };
};
