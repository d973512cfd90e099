import type { Checks, Hub, LoadChecks, NoticeSource } from '../../contracts';
import { keyOf } from '../../shared/memory';
import { readAnswer, request, siteUrl } from '../../shared/request';
import { readJson } from '../../shared/storage';
import type { Notice } from '../../shared/types';
import { pageLanguage } from './hostPage';

/** The whole published notice in a language, or null. `checks` is absent if the page has not pinned our code: an attacker who could change the data could change the code too. */
export async function loadNotice(hub: Hub, lang: string, checks?: LoadChecks): Promise<Notice | null> {
  const rules = checks?.();
  const answer = await request(siteUrl(hub, 'notice') + (lang && `?lang=${encodeURIComponent(lang)}`));
  const found = answer?.ok ? await readAnswer(answer) : null;
  if (rules) return asNotice(found, hub.site, await rules);
  return found?.['site'] === hub.site ? (found as unknown as Notice) : null;
}

/** The notice for a script that contains none. */
export async function findNotice(hub: Hub, checks: LoadChecks): Promise<{ notice: Notice; noticeSource: NoticeSource } | null> {
  const lang = hub.lang || pageLanguage();
  // A language that is not offered may be refused; the site's own default never is.
  const notice = await loadNotice(hub, lang, checks) ?? (lang ? await loadNotice(hub, '', checks) : null);
  if (notice) return { notice, noticeSource: 'fetched' };
  // The hub is unavailable. A choice made here stays valid under its own notice, but the region is unknown now, so only
  // what was granted under the strictest model runs.
  const last = asNotice(readJson(keyOf(hub.site, 'notice')), hub.site, await checks());
  return last && { notice: { ...last, model: 'opt_in' }, noticeSource: 'remembered' };
}

/** A usable notice of this site, or null. */
function asNotice(found: unknown, site: string, checks: Checks | undefined): Notice | null {
  if (!found || !checks) return null;
  const fault = checks.checkShape(found, site);
  if (fault) console.error(`ConsentHub: a notice was refused because of its ${fault}`);
  return fault ? null : (found as Notice);
}
