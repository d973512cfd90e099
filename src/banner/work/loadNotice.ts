import { siteUrl, type Hub } from '../hub';
import { keyOf } from '../state';
import { readJson } from '../store';
import type { Notice } from '../types';
import { faultOf } from './notice/faultOf';
import { pageLanguage } from './pageLanguage';
import { readAnswer, request } from './request';

/**
 * How a page came by its notice: inside the script; fetched, and then kept for a day when the hub is away; or kept
 * from such a day before, and then nobody is asked.
 */
export type Manner = 'inlined' | 'fetched' | 'remembered';

/** The whole published notice in a language, or null. */
export async function loadNotice(hub: Hub, lang: string): Promise<Notice | null> {
  const answer = await request(siteUrl(hub, 'notice') + (lang && `?lang=${encodeURIComponent(lang)}`));
  return asNotice(answer?.ok ? await readAnswer(answer) : null, hub.site);
}

/** The notice for a script that carries none. */
export async function findNotice(hub: Hub): Promise<{ notice: Notice; manner: Manner } | null> {
  const lang = hub.lang || pageLanguage();
  // A language that is not offered may be refused; the site's own default never is.
  const notice = await loadNotice(hub, lang) ?? (lang ? await loadNotice(hub, '') : null);
  if (notice) return { notice, manner: 'fetched' };
  // The hub is away. A choice that was made here stands under the notice it was made for, but the region is unknown
  // now, so only what was granted under the strictest model runs.
  const last = asNotice(readJson(keyOf(hub.site, 'notice')), hub.site);
  return last && { notice: { ...last, model: 'opt_in' }, manner: 'remembered' };
}

/** A notice of this site that we can act on, or null. */
function asNotice(found: unknown, site: string): Notice | null {
  if (!found) return null;
  const fault = faultOf(found, site);
  if (fault) console.error(`ConsentHub: a notice was refused because of its ${fault}`);
  return fault ? null : (found as Notice);
}
