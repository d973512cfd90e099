import { readCookies } from './cookies';
import { guard } from './guard';

/**
 * Writes one of our own cookies, or ends it with a `maxAge` of 0. A browser refuses a domain that the page does not
 * belong to, or that it takes for a public suffix, and the choice would be lost: then the cookie is for the host alone.
 * Answers whether the browser keeps it; frames and web views may keep none.
 */
export function writeCookie(name: string, value: string, { maxAge, domain }: { maxAge: number; domain: string | null }, sameSite = 'Lax'): boolean {
  const set = (text: string, age: number, scope: string) =>
    guard(() => (document.cookie = `${name}=${text};Path=/;SameSite=${sameSite};Max-Age=${age}${scope}${location.protocol === 'https:' ? ';Secure' : ''}`));
  const scope = domain && `.${location.hostname}`.endsWith(`.${domain}`) ? `;Domain=${domain}` : '';
  const isKept = () => readCookies(name).includes(value);
  // A copy of this host alone would shadow the one of the domain.
  if (scope) set('', 0, '');
  set(value, maxAge, scope);
  if (scope && maxAge && !isKept()) set(value, maxAge, '');
  return isKept();
}
