import { guard } from './guard';

/** All cookies that this page can see, as matches with name and value; none if they are blocked, or if a form named "cookie" shadows `document.cookie`. */
export function allCookies(): string[][] {
  return guard(() => [...document.cookie.matchAll(/([^=; ][^=;]*)=([^;]*)/g)]) ?? [];
}

/** Every value stored under a name: this host and a parent domain may each have a cookie of that name. */
export function readCookies(name: string): string[] {
  return allCookies().filter(pair => pair[1] === name).map(pair => pair[2]!);
}

/** Writes one of our own cookies, or deletes it with a `maxAge` of 0. Returns whether the browser keeps it. */
export function writeCookie(name: string, value: string, { maxAge, domain }: { maxAge: number; domain: string | null }, sameSite = 'Lax'): boolean {
  guard(() => (document.cookie = `${name}=${value};Path=/;Max-Age=${maxAge};SameSite=${sameSite}${domain ? `;Domain=${domain}` : ''}${location.protocol === 'https:' ? ';Secure' : ''}`));
  return readCookies(name).includes(value);
}
