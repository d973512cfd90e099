import { grantsOptional } from '../grantsOptional';
import type { Live } from '../live';

/** Has this visitor been asked for the age already? Who has a choice that stands and grants something has. */
export function isOfAge({ notice, choice, decision: { ask, silent, young } }: Live): boolean {
  return ask === 'none' && !silent && !young && grantsOptional(notice, choice);
}
