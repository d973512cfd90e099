import { grantsOptional } from './choice';
import type { Ask, Category, Choice, Decision, Notice } from './types';

export interface Facts {
  readonly notice: Pick<Notice, 'version' | 'validSince' | 'model' | 'categories'> & { readonly cookie: { readonly maxAge: number } };
  readonly choice: Choice | null;
  /** Does the browser send Global Privacy Control now? */
  readonly gpc: boolean;
  /** Did it when the visitor chose? Undefined where nobody remembers. */
  readonly gpcAtChoice: boolean | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * What may run, and whether to ask. Pure.
 *
 * A choice that stands is taken as it is. One that no longer stands (outdated, expired) authorises nothing:
 * what it refused stays off, and what it granted falls back to the model's default. Under `opt_in` that is off.
 */
export function decide(facts: Facts): Decision {
  const { notice, choice } = facts;
  const standing = standingOf(facts);
  const signalWins = facts.gpc && !(standing === 'none' && choice && facts.gpcAtChoice === true);

  const categories = new Map<string, boolean>();
  const services = new Map<string, boolean>();
  const gpc: string[] = [];
  let overridden = false;

  for (const category of notice.categories) {
    const stands = standing === 'none' && choice !== null;
    const silenced = signalWins && category.gpc && !category.required;
    const wanted = category.required || wantedState(category, facts, stands);
    const on = wanted && !silenced;
    categories.set(category.id, on);
    if (facts.gpc && category.gpc && !on) gpc.push(category.id);

    for (const service of category.services) {
      const differs = stands && !category.required ? choice.services.get(service.id) : undefined;
      services.set(service.id, (differs ?? wanted) && !silenced);
      if (silenced && (differs ?? wanted)) overridden = true;
    }
    if (silenced && wanted) overridden = true;
  }

  const silent = facts.gpc && notice.model !== 'opt_in' && (standing === 'first' || standing === 'expired') && gpc.length > 0;
  return {
    categories,
    services,
    ask: silent || !notice.categories.some(category => !category.required) ? 'none' : standing,
    gpc,
    silent,
    signal: standing === 'none' && choice !== null && facts.gpcAtChoice === false && overridden,
  };
}

/** `none`: the choice stands. Otherwise the reason to ask (again). */
function standingOf({ notice, choice, now }: Facts): Ask {
  if (!choice) return 'first';
  if (now / 1000 - choice.at > notice.cookie.maxAge) return 'expired';
  if (choice.notice < notice.validSince) return 'outdated';
  // A grant given under a laxer model is no consent here; a refusal is good under any model.
  if (notice.model === 'opt_in' && choice.model !== 'opt_in' && grantsOptional(notice, choice)) return 'stricter_model';
  return 'none';
}

function wantedState(category: Category, { choice, notice }: Facts, stands: boolean): boolean {
  const refused = choice !== null && !choice.granted.includes(category.id);
  if (refused) return false;
  return stands || (notice.model !== 'opt_in' && category.default);
}
