import type { Accepted, Checks } from '../../contracts';
import { keyOf } from '../../shared/memory';
import { localStore as store, readJson } from '../../shared/storage';
import type { ConsentState, DeclaredStorage } from '../../shared/types';
import { checkNoticeShape } from './checkNoticeShape';

export const checks: Checks = { checkShape: checkNoticeShape, createAccepted };

/** More names than any site declares; a longer list is cut. */
const most = 2_000;

/**
 * Remembers the declarations of the services that this browser has allowed; only what they name may be cleared.
 * Otherwise an attacker who takes over a hub could declare the page's own session cookie and have it cleared.
 *
 * If a browser has a choice but remembers nothing, as after a choice on another subdomain, it remembers the declarations
 * of the first notice that it gets.
 */
export function createAccepted(site: string, met: ConsentState): Accepted {
  const key = keyOf(site, 'declared');
  const stored = readJson(key);
  const names = new Set<string>(Array.isArray(stored) ? stored.filter(name => typeof name === 'string') : []);
  const nameOf = ({ kind, name }: DeclaredStorage) => `${kind}:${name}`;

  const learn = ({ notice, decision }: ConsentState) => {
    for (const { required, services } of notice.categories) {
      for (const { id, cookies } of services) {
        if (!required && (notice.model !== 'opt_in' || decision.services.get(id))) for (const storage of cookies) names.add(nameOf(storage));
      }
    }
    store.set(key, JSON.stringify([...names].slice(0, most)));
  };
  if (met.choice && !stored) learn(met);
  return { learn, has: storage => names.has(nameOf(storage)) };
}
