import { readCookies, writeCookie } from '../shared/cookies';
import { keyOf, readMemory, readVisitorId } from '../shared/memory';
import { localStore as store, readJson } from '../shared/storage';

/** How the cookies of the site are written. */
export interface Cookie {
  readonly maxAge: number;
  readonly domain: string | null;
}

/** What a browser holds of one visitor. */
export interface BrowserData {
  readonly id: string | null;
  /** The choice, as its cookie has it; empty for none. */
  readonly said: string;
  /** The memory beside the cookie. */
  readonly rest?: string | null | undefined;
  readonly receipt?: string | null | undefined;
  readonly cookie?: Cookie;
}

const keyOfOwn = (site: string) => `ch_${site}_own`;

export function read(site: string): BrowserData {
  const said = readCookies(`ch_${site}`)[0] ?? readMemory(site)?.kept ?? '';
  return { id: readVisitorId(site), said, rest: store.get(keyOf(site, 'state')), receipt: store.get(keyOf(site, 'receipt')) };
}

/** What this browser had before somebody signed in; null if nobody is signed in here. */
export function parked(site: string): BrowserData | null {
  return readJson(keyOfOwn(site)) as BrowserData | null | undefined ?? null;
}

export function park(site: string, own: BrowserData): void {
  store.set(keyOfOwn(site), JSON.stringify(own));
}

/** Has the hub not confirmed a choice yet? */
export function isUnsent(site: string): boolean {
  return !!readMemory(site)?.unsent?.length || !!store.get(keyOf(site, 'outbox'));
}

/** Deletes what localStorage holds of a visitor. */
export function dropKeys(site: string): void {
  for (const what of ['state', 'receipt', 'visitor', 'outbox'] as const) store.drop(keyOf(site, what));
  store.drop(keyOfOwn(site));
}

/** Gives the browser the data of a visitor, and notifies the page. */
export function restore(site: string, { id, said, rest, receipt, cookie = { maxAge: 0, domain: null } }: BrowserData): void {
  const kept = write(`ch_${site}`, said, cookie);
  if (!write(`chid_${site}`, id ?? '', cookie) && id) store.set(keyOf(site, 'visitor'), id);
  // Without this memory the page would go on with that of the visitor before, and name that visitor's last record.
  if (rest ?? said) store.set(keyOf(site, 'state'), rest ?? JSON.stringify({ v: 1, choice: '', gpc: false, ...(!kept && { kept: said }) }));
  if (receipt) store.set(keyOf(site, 'receipt'), receipt);
  dispatchEvent(new Event('storage'));
}

/** Writes a cookie in the form that the browser keeps, or deletes it in every form. */
function write(name: string, value: string, { maxAge, domain }: Cookie): boolean {
  for (const known of [domain ?? null, null]) writeCookie(name, '', { maxAge: 0, domain: known });
  const age = value ? maxAge : 0;
  return (!!domain && writeCookie(name, value, { maxAge: age, domain })) || writeCookie(name, value, { maxAge: age, domain: null });
}
