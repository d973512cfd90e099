import { readCookies } from './cookies';
import { guard } from './guard';

/** Writes one of our own cookies, or ends it with a `maxAge` of 0. Answers whether the browser keeps it. */
export function writeCookie(name: string, value: string, { maxAge, domain }: { maxAge: number; domain: string | null }, sameSite = 'Lax'): boolean {
  guard(() => (document.cookie = `${name}=${value};Path=/;Max-Age=${maxAge};SameSite=${sameSite}${domain ? `;Domain=${domain}` : ''}${location.protocol === 'https:' ? ';Secure' : ''}`));
  return readCookies(name).includes(value);
}
