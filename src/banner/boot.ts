import { createApi, type Inner } from './api';
import { createEvents } from './events';
import { guard } from './guard';
import { findHub, type Hub } from './hub';
import { loadNotice } from './loadNotice';
import { pageLanguage } from './pageLanguage';
import { createPage } from './page';
import { parseNotice } from './parseNotice';
import { names } from './state';
import { localStore, readJson } from './store';
import type { Notice } from './types';

/**
 * Puts ConsentHub on the page. `config` is the first layer of the notice as the hub has put it into the script,
 * or null, and then the notice is fetched. Whatever goes wrong, everything marked stays held and the page whole.
 */
export function boot(config: unknown, script: Element | null): void {
  const here = (window as { ConsentHub?: unknown }).ConsentHub;
  // A second copy of the script finds the first at work.
  if (!Array.isArray(here) && typeof (here as { push?: unknown } | undefined)?.push === 'function') return;

  const hub = guard(() => findHub(script)) ?? null;
  const events = createEvents();
  const inner = start(hub, config, events);
  const api = createApi(inner, events);
  guard(() => ((window as { ConsentHub: unknown }).ConsentHub = api));
  if (Array.isArray(here)) for (const call of here) api.push(call);
}

/** At once where the script carries a notice, so that nothing that may run has to wait. */
function start(hub: Hub | null, config: unknown, events: ReturnType<typeof createEvents>): Promise<Inner | null> | Inner | null {
  if (!hub) return null;
  const inlined = parseNotice(config);
  const banner = (config as { banner?: unknown } | null)?.banner;
  const build = typeof banner === 'string' ? banner : hub.banner;
  if (inlined) return guard(() => createPage({ ...hub, banner: build }, inlined, events, 'inlined')) ?? null;

  return fetchNotice(hub).then(found => {
    if (!found) return null;
    return guard(() => createPage({ ...hub, banner: build }, found.notice, events, found.fresh ? 'fetched' : 'remembered')) ?? null;
  }).catch(() => null);
}

async function fetchNotice(hub: Hub): Promise<{ notice: Notice; fresh: boolean } | null> {
  const lang = hub.lang || pageLanguage();
  // A language that is not offered may be refused; the site's own default never is.
  const notice = await loadNotice(hub, lang) ?? (lang ? await loadNotice(hub, '') : null);
  if (notice) return { notice, fresh: true };

  // The hub is away. A choice that was made here stands under the notice it was made for, but the region is unknown
  // now, so only what was granted under the strictest model runs.
  const last = parseNotice(readJson(localStore, names(hub.site).notice));
  return last?.site === hub.site ? { notice: { ...last, model: 'opt_in' }, fresh: false } : null;
}
