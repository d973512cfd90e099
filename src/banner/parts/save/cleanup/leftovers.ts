import type { Decision, DeclaredStorage, Notice, StorageKind } from '../../../shared/types';

/** Returns whether a name in a browser's store belongs to something that is denied. */
export type IsLeftover = (kind: StorageKind, name: string) => boolean;

export interface Leftovers {
  readonly matches: IsLeftover;
  /** Declared names of denied databases. */
  readonly databases: readonly string[];
  /** Does a denied service declare a cache of the Cache API? */
  readonly caches: boolean;
  /** Parent domains that a declaration names. */
  readonly domains: readonly string[];
}

/**
 * Everything that denied services declare, except names that an allowed service declares as well, and our own.
 * Only what `mayClear` accepts may be cleared. Null if nothing denied stores anything.
 */
export function leftovers(notice: Notice, decision: Decision, mayClear: (storage: DeclaredStorage) => boolean): Leftovers | null {
  const declared = notice.categories.flatMap(category => category.services.flatMap(service =>
    service.cookies.map(storage => ({ ...storage, allowed: decision.services.get(service.id) === true }))));
  const denied = declared.filter(storage => !storage.allowed && storage.kind !== 'pixel' && mayClear(storage));
  if (denied.length === 0) return null;

  const kept = declared.filter(storage => storage.allowed);
  const own = new RegExp(`^(ch|chid)_${notice.site}(_|$)`);
  return {
    matches: (kind, name) =>
      denied.some(storage => storage.kind === kind && fits(storage.name, name))
      && !kept.some(storage => storage.kind === kind && fits(storage.name, name))
      && !own.test(name),
    databases: denied.filter(storage => storage.kind === 'indexed_db').map(storage => storage.name),
    caches: denied.some(storage => storage.kind === 'cache'),
    domains: denied.flatMap(storage => (storage.domain ? [storage.domain.replace(/^\./, '')] : [])),
  };
}

/** A declared name that ends in a star matches every name with the same beginning. */
function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
