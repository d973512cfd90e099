import { guard } from './guard';

/** What the page can see; nothing where cookies are blocked, or an element named "cookie" stands in for them. */
function all(): string[] {
  const text: unknown = guard(() => document.cookie);
  return typeof text === 'string' && text !== '' ? text.split('; ') : [];
}

/** Every value stored under a name: a cookie of this host and one of a parent domain may stand side by side. */
export function readCookies(name: string): string[] {
  return all().flatMap(pair => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []));
}

/** The names of all cookies that this page can see. */
export function cookieNames(): string[] {
  return all().map(pair => pair.split('=', 1)[0]!);
}

/** Writes one of our own cookies. Answers whether the browser kept it. */
export function writeCookie(name: string, value: string, maxAge: number, domain: string | null): boolean {
  const scope = within(domain) ? `; Domain=${domain}` : '';
  guard(() => {
    // A copy of this host alone would shadow the one of the domain.
    if (scope) document.cookie = `${name}=; Path=/; Max-Age=0${secure()}`;
    document.cookie = `${name}=${value}; Path=/; SameSite=Lax; Max-Age=${maxAge}${scope}${secure()}`;
  });
  return readCookies(name).includes(value);
}

export function dropCookie(name: string, domain: string | null): void {
  guard(() => {
    document.cookie = `${name}=; Path=/; Max-Age=0${secure()}`;
    if (within(domain)) document.cookie = `${name}=; Path=/; Max-Age=0; Domain=${domain}${secure()}`;
  });
}

/** A domain that the page does not belong to would be refused, and the choice lost: then the host alone. */
function within(domain: string | null): boolean {
  return domain !== null && (location.hostname === domain || location.hostname.endsWith(`.${domain}`));
}

function secure(): string {
  return location.protocol === 'https:' ? '; Secure' : '';
}
