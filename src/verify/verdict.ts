import type { JsonObject } from './json';

export type Kind = 'consent' | 'removal' | 'duty';

export type CheckName = 'record' | 'position' | 'signature' | 'notice' | 'rest';

/** One check: what is true if it passed, otherwise why it failed. */
export type Check = { name: CheckName; holds: boolean; words: string };

export const passes = (name: CheckName, words: string): Check => ({ name, holds: true, words });

export const fails = (name: CheckName, words: string): Check => ({ name, holds: false, words });

export type Verdict = {
  kind: Kind;
  checks: readonly Check[];
  /** The key that signed; absent if none did. */
  key?: string;
  /** Whether the keys came with the receipt, or from the person who checks it. */
  keySource: 'receipt' | 'user';
  origin: string;
  receipt: JsonObject;
  record: JsonObject;
  notice?: JsonObject;
};

export const everythingHolds = (verdict: Verdict): boolean => verdict.checks.every(check => check.holds);

/** Thrown if the input can't be checked at all; its message is the reason. */
export class NoReceipt extends Error {}
