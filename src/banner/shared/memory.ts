import { parseChoice } from './choice';
import { readCookies } from './cookies';
import { guard } from './guard';
import { localStore as store, readJson } from './storage';
import type { Choice, Memory } from './types';

/** The keys of ConsentHub in a browser's storage, which it writes only after a choice. */
export function keyOf(site: string, what: 'state' | 'outbox' | 'lease' | 'receipt' | 'notice' | 'declared' | 'visitor'): string {
  return `ch_${site}_${what}`;
}

/**
 * The stored choice: the later one if a host and its parent domain have a cookie each, or the one in localStorage if
 * cookies are blocked.
 */
export function readChoice(site: string): Choice | null {
  return readCookies(`ch_${site}`).map(parseChoice).filter(Boolean).sort((a, b) => b!.at - a!.at)[0] ?? parseChoice(`${readMemory(site)?.kept}`);
}

/** What this origin remembers of the last choice made here; each subdomain has its own memory. */
export function readMemory(site: string): Memory | null {
  const kept = readJson(keyOf(site, 'state')) as Memory | null | undefined;
  return kept?.v === 1 ? kept : null;
}

/** Does the browser send Global Privacy Control? Only exactly `true` counts; the value is fixed when the page is navigated to. */
export function sendsGpc(): boolean {
  return (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}

/** Stores what this browser remembers beside the cookie. Without localStorage only this page remembers it. */
export function writeMemory(site: string, memory: Memory): void {
  guard(() => localStorage.setItem(keyOf(site, 'state'), JSON.stringify(memory)));
}

/** The visitor id in this browser, if it has one. */
export function readVisitorId(site: string): string | null {
  return [...readCookies(`chid_${site}`), `${store.get(keyOf(site, 'visitor'))}`].find(isVisitorId) ?? null;
}

/** The last of 22 characters carries two bits, so it is one of four letters. */
export function isVisitorId(text: string): boolean {
  return /^[\w-]{21}[AQgw]$/.test(text);
}
