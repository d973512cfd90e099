import { formatChoice } from './choiceCookie';
import type { Choice, Notice } from './types';

/** The choice that grants these categories, and these services where they differ, under a notice. */
export function choiceOf(notice: Notice, grants: (category: string) => boolean, services: ReadonlyMap<string, boolean>, now: number): Choice {
  return {
    notice: notice.version,
    at: Math.floor(now / 1000),
    model: notice.model,
    granted: notice.categories.filter(({ id, required }) => required || grants(id)).map(({ id }) => id),
    services,
  };
}

/** Does a choice grant anything that is not required? */
export function grantsOptional({ categories }: Pick<Notice, 'categories'>, choice: Choice | null): boolean {
  return choice !== null
    && (choice.granted.some(id => !categories.some(category => category.id === id && category.required))
      || [...choice.services.values()].includes(true));
}

export function sameChoice(one: Choice | null, other: Choice | null): boolean {
  return one === other || (one !== null && other !== null && formatChoice(one) === formatChoice(other));
}
