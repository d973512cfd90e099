import { allCookies } from '../../shared/cookies';
import { guard } from '../../shared/guard';
import type { Notice, StorageKind } from '../../shared/types';

/** Names by the place where they were seen. */
export interface Seen {
  readonly cookies: readonly string[];
  readonly localStorage: readonly string[];
  readonly sessionStorage: readonly string[];
  readonly hosts: readonly string[];
}

export interface Undeclared {
  readonly kind: 'cookie' | 'localStorage' | 'sessionStorage' | 'host';
  readonly name: string;
}

/**
 * Names that were seen on this page and that no service of the whole notice declares, not even a required one. Our own
 * names are omitted; `ownHosts` are the page's host and the hub's.
 */
export function undeclared(seen: Seen, { site, categories }: Pick<Notice, 'site' | 'categories'>, ownHosts: readonly string[]): Undeclared[] {
  const services = categories.flatMap(category => category.services);
  const own = new RegExp(`^(ch|chid)_${site}(_|$)`);
  const isDeclared = (kind: StorageKind, name: string) =>
    own.test(name) || services.some(({ cookies }) => cookies.some(one => one.kind === kind && fits(one.name, name)));
  const hosts = new Set([...ownHosts, ...services.flatMap(service => service.hosts ?? [])]);
  const without = (kind: Undeclared['kind'], names: readonly string[], known: (name: string) => boolean) =>
    [...new Set(names)].filter(name => !known(name)).sort().map(name => ({ kind, name }));

  return [
    ...without('cookie', seen.cookies, name => isDeclared('cookie', name)),
    ...without('localStorage', seen.localStorage, name => isDeclared('local_storage', name)),
    ...without('sessionStorage', seen.sessionStorage, name => isDeclared('session_storage', name)),
    ...without('host', seen.hosts, name => hosts.has(name)),
  ];
}

/** A declared name that ends in a star matches every name with the same beginning. */
function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * Records every host to which this page has sent requests since its start. Returns a function that returns everything
 * seen so far.
 */
export function watch(): () => Seen {
  const hosts = new Set<string>();
  const note = (entries: PerformanceEntryList) => {
    for (const { name } of entries) {
      const { protocol, hostname } = new URL(name, document.baseURI);
      if (/^(https?|wss?):$/.test(protocol)) hosts.add(hostname);
    }
  };
  // The browser's own list ends at 250 entries; the observer gets the later ones.
  guard(() => note(performance.getEntriesByType('resource')));
  guard(() => new PerformanceObserver(list => note(list.getEntries())).observe({ type: 'resource', buffered: true }));

  return () => ({
    cookies: allCookies().map(pair => pair[1]!),
    localStorage: guard(() => Object.keys(localStorage)) ?? [],
    sessionStorage: guard(() => Object.keys(sessionStorage)) ?? [],
    hosts: [...hosts],
  });
}
