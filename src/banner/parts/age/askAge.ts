import type { AskAge, PartContext } from '../../contracts';
import { grantsOptional } from '../../shared/choice';
import { addCss, button, h, type Child } from '../../shared/dom';
import { readMemory, writeMemory } from '../../shared/memory';
import { openModal } from '../../shared/openModal';
import { word } from '../../shared/texts';
import type { Notice } from '../../shared/types';
import css from './age.css?inline';

const dressed = new WeakSet<Element>();

/**
 * Asks for the age before anything optional is granted. The question suggests no answer, and the age is not stored.
 *
 * Below the threshold everything optional stays off and locked (GDPR Art. 8, COPPA 16 CFR 312). The visitor sees why,
 * but no choice is recorded, because a child's attempt to allow is no refusal. Without an answer, or if the texts can't
 * be loaded, nothing is granted.
 */
export const askAge: AskAge = async (context, selection) => {
  const { page, decideOn, setModal } = context;
  const { hub, state } = page;
  const notice = await context.whole();
  if (!notice?.age) return;
  const { threshold } = notice.age;
  const close = () => setModal(null);

  const explain = () => show(context, notice, [
    h('p', {}, word(notice, 'ageBelow', { age: String(threshold) })),
    h('div', { class: 'actions' }, button('act soft', 'age-close', word(notice, 'close'), close)),
  ]);
  const tooYoung = () => {
    const { choice, memory } = state();
    const next = { v: 1, choice: '', gpc: false, ...(readMemory(hub.site) ?? memory), young: Math.floor(Date.now() / 1000) } as const;
    writeMemory(hub.site, next);
    page.applyState(page.consentState(notice, choice, next));
    // A grant made before the site asked for the age is withdrawn.
    if (grantsOptional(notice, choice)) decideOn({ action: 'withdraw', source: selection.source, category: () => false });
    explain();
  };
  // The visitor may have answered in another tab.
  if (page.consentState(notice, null, readMemory(hub.site) ?? state().memory).decision.young) return explain();

  const input = h('input', { type: 'text', inputmode: 'numeric', autocomplete: 'off', maxlength: '3', id: 'age', 'aria-describedby': 'told', name: 'age' });
  const message = h('p', { id: 'told', class: 'told', role: 'alert' });
  const answer = () => {
    const age = /^\s*\d{1,3}\s*$/.test(input.value) ? +input.value : NaN;
    if (!(age >= 1 && age <= 120)) {
      message.textContent = word(notice, 'ageInvalid');
      input.setAttribute('aria-invalid', 'true');
      return input.focus();
    }
    if (age >= threshold) decideOn(selection);
    else tooYoung();
  };
  input.onkeydown = ({ key }) => {
    if (key === 'Enter') answer();
  };
  show(context, notice, [
    h('p', {}, word(notice, 'ageIntro')),
    h('label', { for: 'age' }, word(notice, 'ageLabel')),
    input, message,
    h('div', { class: 'actions' },
      button('act soft', 'age-cancel', word(notice, 'cancel'), close),
      button('act soft', 'age-continue', word(notice, 'ageContinue'), answer)),
  ]);
};

/** Shows a dialog with this content and focuses its first control. */
function show({ page, setModal }: PartContext, notice: Notice, content: Child[]): void {
  const element = h('dialog', { class: 'age', 'aria-labelledby': 'age-title', 'data-ch': 'age' }, h('h2', { id: 'age-title' }, word(notice, 'ageTitle')), ...content);
  element.oncancel = event => {
    event.preventDefault();
    setModal(null);
  };
  setModal({
    open() {
      const container = page.shell.mount(notice);
      if (!dressed.has(container)) addCss(container.getRootNode() as ShadowRoot, css);
      dressed.add(container);
      container.append(element);
      openModal(element);
      element.querySelector<HTMLElement>('input, button')!.focus();
    },
    close() {
      element.close();
      element.remove();
    },
  });
}
