import type { Choice, Notice, Grants } from './types';

/** The choice of what was picked under a notice, made now. */
export function choiceOf({ version, model }: Notice, { granted, services }: Grants): Choice {
  return { notice: version, at: Math.floor(Date.now() / 1000), model, granted, services };
}
