import { createAccepted } from './accepted';
import { faultOf } from './faultOf';

/** What a page needs that has pinned our code, and so trusts data less than code. */
export interface Checks {
  readonly faultOf: typeof faultOf;
  readonly createAccepted: typeof createAccepted;
}

export const checks: Checks = { faultOf, createAccepted };
