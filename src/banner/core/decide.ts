import { grantsOptional } from '../shared/choice';
import type { Ask, Choice, Decision, Notice } from '../shared/types';

export interface Facts {
  readonly notice: Pick<Notice, 'version' | 'validSince' | 'model' | 'categories' | 'reask'>;
  readonly choice: Choice | null;
  /** Does the browser send Global Privacy Control now? */
  readonly gpc: boolean;
  /** Did the browser send it when the visitor chose? Undefined if that is not remembered. */
  readonly gpcAtChoice: boolean | undefined;
  /** Has the visitor stated an age below the notice's threshold? */
  readonly young?: boolean;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * What may run, and whether to ask. Pure.
 *
 * A valid choice applies unchanged. One that is no longer valid (outdated, expired) authorises nothing:
 * what it refused stays off, and what it granted falls back to the model's default. Under `opt_in` that is off.
 */
export function decide(facts: Facts): Decision {
  const { notice, choice, gpcAtChoice, young } = facts;
  const optIn = notice.model === 'opt_in';
  const reason = reasonToAsk(facts);
  const valid = reason === 'none' ? choice : null;
  const signalWins = facts.gpc && !(valid && gpcAtChoice);

  const categories = new Map<string, boolean>();
  const services = new Map<string, boolean>();
  const gpc: string[] = [];

  for (const category of notice.categories) {
    const { id, required } = category;
    const wanted = required || ((!choice || choice.granted.includes(id)) && (!!valid || (!optIn && category.default)));
    const may = required || !(young || (signalWins && category.gpc));
    categories.set(id, may && wanted);
    if (facts.gpc && category.gpc && !categories.get(id)) gpc.push(id);
    for (const { id } of category.services) {
      // A choice that is no longer valid keeps its refusals alone.
      const own = choice?.services.get(id);
      services.set(id, may && ((required || (own && !valid) ? null : own) ?? wanted));
    }
  }

  const silent = !optIn && /first|expired/.test(reason) && !!gpc[0];
  return {
    categories,
    services,
    ask: silent || young || notice.categories.every(category => category.required) ? 'none' : reason,
    gpc,
    young,
    silent,
    signal: signalWins && !!valid && gpcAtChoice === false,
  };
}

/** `none`: the choice is valid. Otherwise the reason to ask (again). */
function reasonToAsk({ notice, choice, now }: Facts): Ask {
  if (!choice) return 'first';
  const grants = grantsOptional(notice, choice);
  if (now / 1000 - choice.at > notice.reask[grants ? 'granted' : 'refused']) return 'expired';
  if (choice.notice < notice.validSince) return 'outdated';
  // A grant given under a laxer model is no consent here; a refusal is valid under any model.
  return notice.model === 'opt_in' && choice.model !== 'opt_in' && grants ? 'stricter_model' : 'none';
}
