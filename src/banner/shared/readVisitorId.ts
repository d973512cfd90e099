import { readCookies } from './cookies';
import { keyOf } from './memory';
import { localStore as store } from './storage';

/** The visitor id that this browser keeps, if it keeps one. */
export function readVisitorId(site: string): string | null {
  return [...readCookies(`chid_${site}`), `${store.get(keyOf(site, 'visitor'))}`].find(isVisitorId) ?? null;
}

/** The last of 22 characters carries two bits, so it is one of four letters. */
export function isVisitorId(text: string): boolean {
  return /^[\w-]{21}[AQgw]$/.test(text);
}
