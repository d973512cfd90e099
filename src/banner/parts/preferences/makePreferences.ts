import type { MakePreferences } from '../../contracts';
import { grantsOptional } from '../../shared/choice';
import { addCss, h } from '../../shared/dom';
import { openModal } from '../../shared/openModal';
import type { Notice } from '../../shared/types';
import { content } from './content';
import { siteFacts } from './disclosures';
import type { Draft } from './draft';
import css from './preferences.css?inline';

const dressed = new WeakSet<Element>();

/** The preference centre: a modal dialog. Escape and a click beside it close it without granting anything. */
export const makePreferences: MakePreferences = (context, notice, records) => {
  const { page } = context;
  const element = h('dialog', { class: 'preferences', 'aria-labelledby': 'preferences', 'data-ch': 'preferences' });
  let draft: Draft = page.state().decision;
  const close = () => context.setModal(null);

  const show = () => {
    for (const control of element.querySelectorAll<HTMLButtonElement>('[role=switch]')) {
      const [category, service] = control.name.split('.');
      control.setAttribute('aria-checked', String(!!(service ? draft.services.get(service) : draft.categories.get(category!))));
    }
  };
  const { choice, decision } = page.state();
  const fill = (notice: Notice) => element.replaceChildren(...content({ notice, decision, granted: grantsOptional(notice, choice), young: !!decision.young }, siteFacts(context, notice), records?.(context, notice), {
    close,
    accept: () => context.choose({ action: 'accept_all', source: 'preferences', category: () => true }),
    reject: () => context.decideOn({ action: 'reject_all', source: 'preferences', category: () => false }),
    withdraw: () => context.withdraw('preferences'),
    save: () => context.choose({ action: 'save', source: 'preferences', category: id => !!draft.categories.get(id), service: id => !!draft.services.get(id) }),
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
  // A click on the backdrop is a click on the dialog itself; pressing inside and releasing outside is not one.
  let pressedVeil = false;
  element.onpointerdown = event => void (pressedVeil = event.target === element);
  element.onclick = event => {
    if (pressedVeil && event.target === element) close();
  };

  return {
    open() {
      const container = page.shell.mount(notice);
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
