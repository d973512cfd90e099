import { writeCookie } from '../../shared/writeCookie';

/**
 * Writes one of our own cookies in the first way that is kept. A browser refuses a domain that the page does not belong
 * to, or that it takes for a public suffix: then the cookie is for the host alone. In a frame on another site it takes none
 * but those that are kept apart for the site around (CHIPS). Answers whether it is kept.
 */
export function writeAnywhere(name: string, value: string, { maxAge, domain }: Parameters<typeof writeCookie>[2]): boolean {
  const host = { maxAge, domain: null };
  // A copy of this host alone would shadow the one of the domain.
  if (domain) writeCookie(name, '', { maxAge: 0, domain: null });
  return (!!domain && writeCookie(name, value, { maxAge, domain })) || writeCookie(name, value, host) || writeCookie(name, value, host, 'None;Partitioned');
}
