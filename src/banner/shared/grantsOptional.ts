import type { Choice, Notice } from './types';

/** Does a choice grant anything that is not required? */
export function grantsOptional({ categories }: Pick<Notice, 'categories'>, choice: Choice | null): boolean {
  return !!choice && ([...choice.services.values()].includes(true) || choice.granted.some(id => !categories.some(category => category.id === id && category.required)));
}
