import type { Choice, Notice } from './types';

/** Does a choice grant anything that is not required? */
export function grantsOptional({ categories }: Pick<Notice, 'categories'>, choice: Choice | null): boolean {
  return !!choice && [...choice.granted, ...[...choice.services].filter(entry => entry[1])].some(id => !categories.some(category => category.id === id && category.required));
}
