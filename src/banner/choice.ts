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

/**
 * A choice without its time, in one spelling: a hub on the site's own origin writes the same cookie by its own clock
 * and in its own order, and that is no other choice.
 */
export function contentOf(choice: Choice | null): string {
  return choice === null ? '' : formatChoice({ ...choice, at: 0, granted: [...choice.granted].sort(), services: new Map([...choice.services].sort()) });
}
