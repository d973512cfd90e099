import { readCookies } from '../cookies';
import { guard } from '../guard';

/** Writes one of our own cookies, or ends it with a `maxAge` of 0. Answers whether the browser kept it. */
export function writeCookie(name: string, value: string, maxAge: number, domain: string | null): boolean {
  const set = (text: string, age: number, scope: string) =>
    void (document.cookie = `${name}=${text}; Path=/; SameSite=Lax; Max-Age=${age}${scope}${location.protocol === 'https:' ? '; Secure' : ''}`);
  guard(() => {
    // A domain that the page does not belong to would be refused, and the choice lost: then the host alone.
    const scope = domain && `.${location.hostname}`.endsWith(`.${domain}`) ? `; Domain=${domain}` : '';
    // A copy of this host alone would shadow the one of the domain.
    if (scope) set('', 0, '');
    set(value, maxAge, scope);
  });
  return readCookies(name).includes(value);
}
