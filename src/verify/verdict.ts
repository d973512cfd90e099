import type { JsonObject } from './json';

export type Kind = 'consent' | 'removal';

export type CheckName = 'record' | 'position' | 'signature' | 'notice' | 'rest';

/** One thing that was checked: what is so if it holds, else why it does not. */
export type Check = { name: CheckName; holds: boolean; words: string };

export const passes = (name: CheckName, words: string): Check => ({ name, holds: true, words });

export const fails = (name: CheckName, words: string): Check => ({ name, holds: false, words });

export type Verdict = {
  kind: Kind;
  checks: readonly Check[];
  /** The key that signed; absent where none did. */
  key?: string;
  /** Whether the keys came with the receipt, or from whoever checks it. */
  keySource: 'receipt' | 'user';
  origin: string;
  receipt: JsonObject;
  record: JsonObject;
  notice?: JsonObject;
};

export const everythingHolds = (verdict: Verdict): boolean => verdict.checks.every(check => check.holds);

/** What was given can't be checked at all, and why. */
export class NoReceipt extends Error {}
