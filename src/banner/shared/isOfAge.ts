import { grantsOptional } from './grantsOptional';
import type { ConsentState } from '../core/consentState';

/** Has this visitor confirmed the age already? A valid choice that grants something implies it. */
export function isOfAge({ notice, choice, decision: { ask, silent, young } }: ConsentState): boolean {
  return ask === 'none' && !silent && !young && grantsOptional(notice, choice);
}
