import { allCookies } from '../../shared/cookies';
import { guard } from '../../shared/guard';
import type { Seen } from './undeclared';

/** Notes every host that this page asks, from its beginning on; answers all that was seen so far. */
export function watch(): () => Seen {
  const hosts = new Set<string>();
  const note = (entries: PerformanceEntryList) => {
    for (const { name } of entries) {
      const { protocol, hostname } = new URL(name, document.baseURI);
      if (/^(https?|wss?):$/.test(protocol)) hosts.add(hostname);
    }
  };
  // The browser's own list ends at 250 entries; the observer goes on.
  guard(() => note(performance.getEntriesByType('resource')));
  guard(() => new PerformanceObserver(list => note(list.getEntries())).observe({ type: 'resource', buffered: true }));

  return () => ({
    cookies: allCookies().map(pair => pair[1]!),
    localStorage: guard(() => Object.keys(localStorage)) ?? [],
    sessionStorage: guard(() => Object.keys(sessionStorage)) ?? [],
    hosts: [...hosts],
  });
}
