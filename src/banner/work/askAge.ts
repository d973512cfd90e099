import type { Wish } from '../types';
import { button, h } from '../ui/dom';
import { word } from '../ui/words';
import type { Desk } from './desk';
import { openModal } from './openModal';

/**
 * Asks for the age, neutrally, before anything optional is allowed: no answer is suggested, none is kept. Below the
 * threshold everything optional is refused and stays locked (GDPR Art. 8, COPPA 16 CFR 312). Without an answer, or
 * without the words to ask, nothing is granted.
 */
export async function askAge({ page, whole, decideOn, setModal, say }: Desk, wish: Wish): Promise<void> {
  const notice = await whole();
  if (!notice?.age) return;
  const { threshold } = notice.age;

  const input = h('input', { type: 'text', inputmode: 'numeric', autocomplete: 'off', maxlength: '3', id: 'age', 'aria-describedby': 'told', name: 'age' });
  const told = h('p', { id: 'told', class: 'told', role: 'alert' });
  const close = () => setModal(null);
  const answer = () => {
    const age = /^\s*\d{1,3}\s*$/.test(input.value) ? +input.value : NaN;
    if (!(age >= 1 && age <= 120)) {
      told.textContent = word(notice, 'ageInvalid');
      input.setAttribute('aria-invalid', 'true');
      return input.focus();
    }
    if (age >= threshold) return decideOn(wish);
    decideOn({ action: 'reject_all', source: wish.source, category: () => false, young: true });
    say(word(notice, 'ageBelow', { age: String(threshold) }));
  };

  const element = h('dialog', { class: 'age', 'aria-labelledby': 'age-title', 'data-ch': 'age' },
    h('h2', { id: 'age-title' }, word(notice, 'ageTitle')),
    h('p', {}, word(notice, 'ageIntro')),
    h('label', { for: 'age' }, word(notice, 'ageLabel')),
    input, told,
    h('div', { class: 'actions' },
      button('act soft', 'age-cancel', word(notice, 'cancel'), close),
      button('act soft', 'age-continue', word(notice, 'ageContinue'), answer)));
  element.oncancel = event => {
    event.preventDefault();
    close();
  };
  input.onkeydown = ({ key }) => {
    if (key === 'Enter') answer();
  };

  setModal({
    open() {
      page.shell.enter(notice).append(element);
      openModal(element);
      input.focus();
    },
    close() {
      element.close();
      element.remove();
    },
  });
}
