import type { Decision, Notice } from '../types';
import { categoryItem } from './categoryItem';
import { changesElement, type Change } from './changes';
import { button, h, icon } from './dom';
import { turnCategory, turnService, type Draft } from './draft';
import { gpcNote, legalLinks } from './notes';
import { word } from './words';

export interface PreferenceButtons {
  accept(): void;
  /** Refuses everything; where something had been granted, that is a withdrawal. */
  refuse(): void;
  save(draft: Draft): void;
  close(): void;
}

export interface PreferencesView {
  readonly notice: Notice;
  readonly decision: Decision;
  readonly changes: readonly Change[];
  readonly grantedBefore: boolean;
  readonly draft: Draft;
  /** Categories whose services are unfolded. */
  readonly unfolded: ReadonlySet<string>;
}

/** The content of the preference centre. `onDraft` hears of every turn of a switch. */
export function preferencesContent(view: PreferencesView, on: PreferenceButtons, onDraft: (draft: Draft) => void): HTMLElement[] {
  const { notice } = view;
  let draft = view.draft;
  const turn = (next: Draft) => {
    draft = next;
    for (const item of items) item.show(draft);
    onDraft(draft);
  };
  const items = notice.categories.map(category => categoryItem(notice, category, draft, {
    category: (id, state) => turn(turnCategory(notice, draft, id, state)),
    service: (id, state) => turn(turnService(notice, draft, id, state)),
  }, view.unfolded.has(category.id)));

  const intro = word(notice, 'preferencesIntro');
  return [
    h('header', {},
      h('h2', { id: 'preferences', tabindex: '-1' }, word(notice, 'preferencesTitle') || word(notice, 'customize')),
      button({ class: 'close', 'data-ch': 'close', 'aria-label': word(notice, 'close') }, icon('M6 6l12 12M18 6L6 18', 'x'), on.close)),
    h('div', { class: 'body' },
      intro !== '' && h('p', {}, intro),
      gpcNote(notice, view.decision),
      changesElement(notice, view.changes),
      h('ul', { class: 'categories' }, ...items.map(item => item.element)),
      legalLinks(notice)),
    h('footer', {},
      button({ class: 'act soft', 'data-ch': 'reject-all' }, word(notice, view.grantedBefore ? 'withdrawAll' : 'rejectAll') || word(notice, 'rejectAll'), on.refuse),
      button({ class: 'act soft', 'data-ch': 'accept-all' }, word(notice, 'acceptAll'), on.accept),
      button({ class: 'act', 'data-ch': 'save' }, word(notice, 'save'), () => on.save(draft))),
  ];
}
