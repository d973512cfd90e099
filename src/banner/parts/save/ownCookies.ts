import { writeCookie } from '../../shared/cookies';
import { keyOf, readVisitorId } from '../../shared/memory';
import { localStore as store } from '../../shared/storage';
import type { Notice } from '../../shared/types';

/** Stores the id in its cookie, or in localStorage if cookies store nothing. Returns the id if only this page keeps it. */
export function writeVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>, id: string): string | null {
  if (!writeAnywhere(`chid_${site}`, id, cookie)) store.set(keyOf(site, 'visitor'), id);
  return readVisitorId(site) ? null : id;
}

export function dropVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>): void {
  writeAnywhere(`chid_${site}`, '', { ...cookie, maxAge: 0 });
  store.drop(keyOf(site, 'visitor'));
}

/**
 * Writes one of our own cookies in the first of three forms that the browser keeps: for the declared domain, for this
 * host alone, or partitioned. A browser refuses a domain that the page does not belong to, or that is a public suffix.
 * In a frame on another site it keeps only cookies that are partitioned by the outer site (CHIPS). Returns whether the
 * cookie is kept.
 */
export function writeAnywhere(name: string, value: string, { maxAge, domain }: Parameters<typeof writeCookie>[2]): boolean {
  const host = { maxAge, domain: null };
  // A copy for this host alone would shadow the one of the domain.
  if (domain) writeCookie(name, '', { maxAge: 0, domain: null });
  return (!!domain && writeCookie(name, value, { maxAge, domain })) || writeCookie(name, value, host) || writeCookie(name, value, host, 'None;Partitioned');
}
