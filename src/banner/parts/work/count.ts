import type { Hub } from '../../contracts';
import { request, siteUrl } from '../../shared/request';
import type { Notice } from '../../shared/types';

/** Counts an impression, without any identifier. */
export function count(hub: Hub, { version, lang }: Notice, outcome: 'shown' | 'dismissed' | 'gpc'): void {
  void request(siteUrl(hub, 'shown'), { method: 'POST', body: JSON.stringify({ notice: version, lang, outcome }) });
}

/**
 * Runs a step once the page is visible. On a prerendered page, which has shown nothing yet, that is later: then `late`
 * is true.
 */
export function onceSeen(step: (late: boolean) => void): void {
  if ((document as { prerendering?: boolean }).prerendering) document.addEventListener('prerenderingchange', () => step(true), { once: true });
  else step(false);
}
