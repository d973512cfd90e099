import { createPage } from './page';
import type { Events, Hub } from '../contracts';
import { createEvents } from './events';
import { createParts, findHub, loadPart, type Parts } from './hub';
import type { Notice } from '../shared/types';
import { guard } from '../shared/guard';
import { createApi, type Inner } from './api';

/** What the hub writes into the script. */
export type Config = Notice & { readonly banner: string };

/**
 * Puts ConsentHub on the page. `config` is the first layer of the notice, which the hub has written into the script; if
 * it is null, the script fetches the notice. If anything fails, every marked element stays held and the page keeps
 * working.
 */
export function boot(config: Config | null, script: Element | null, partsOf: (hub: Hub) => Parts = createParts): void {
  const page = window as { ConsentHub?: unknown };
  const here = page.ConsentHub as unknown[] & { ready?: unknown } | undefined;
  const queued = here?.push ? here : [];
  // A page may contain the script twice; the second copy leaves the work to the first.
  if (queued.ready) return;

  const events = createEvents();
  const api = createApi(guard(() => start({ ...findHub(script), queue: queued, loadPart, ...(config && { banner: config.banner }) }, config, events, partsOf)) ?? null, events);
  guard(() => (page.ConsentHub = api));
  for (const call of queued) api.push(call as [string]);
}

/** Starts synchronously if the script contains a notice, so that elements that may run don't wait. */
function start(hub: Hub, config: Config | null, events: Events, partsOf: (hub: Hub) => Parts): Promise<Inner | null> | Inner | null {
  const parts = partsOf(hub);
  if (config) return config.site === hub.site ? createPage(hub, config, events, 'inlined', parts) : null;
  return (async () => {
    const found = await (await parts.work())?.findNotice(hub);
    return found ? createPage(hub, found.notice, events, found.noticeSource, parts) : null;
  })().catch(() => null);
}
