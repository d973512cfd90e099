import type { State } from '../../../wwwroot/consenthub';
import type { ConsentState } from './types';

/** The state of every category and service, for the page. Without a prototype, so that nothing on Object.prototype reads as granted. */
export function stateOf({ decision }: ConsentState): State {
  return { choices: record(decision.categories), services: record(decision.services) };
}

export function record<T>(pairs: Iterable<readonly [string, T]>): Record<string, T> {
  return { __proto__: null, ...Object.fromEntries(pairs) } as unknown as Record<string, T>;
}
