import { guard } from './guard';

/**
 * Writes one of our own cookies, or ends it with a `maxAge` of 0. For a domain that the page does not belong to a
 * browser would refuse it, and the choice be lost: then it is for the host alone.
 */
export function writeCookie(name: string, value: string, { maxAge, domain }: { maxAge: number; domain: string | null }): void {
  const set = (text: string, age: number, scope: string) =>
    guard(() => (document.cookie = `${name}=${text};Path=/;SameSite=Lax;Max-Age=${age}${scope}${location.protocol === 'https:' ? ';Secure' : ''}`));
  const scope = domain && `.${location.hostname}`.endsWith(`.${domain}`) ? `;Domain=${domain}` : '';
  // A copy of this host alone would shadow the one of the domain.
  if (scope) set('', 0, '');
  set(value, maxAge, scope);
}
