import { allCookies } from '../shared/cookies';
import type { ConsentState } from './consentState';

/**
 * Is something in this browser that a denied service declares? Only a first look, so that a browser which is clean
 * needs nothing more: the part that clears knows exactly. Databases can't be listed at once, so one that is declared counts.
 */
export function hasLeftovers({ notice, decision }: ConsentState): boolean {
  const names = [...allCookies().map(pair => pair[1]!), ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
  return notice.categories.some(category => category.services.some(service => !decision.services.get(service.id) && service.cookies.some(({ name, kind }) =>
    /^(ind|cac)/.test(kind) || names.some(found => found === name || `${found.slice(0, name.length - 1)}*` === name))));
}
