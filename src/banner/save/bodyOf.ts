import { parseChoice } from '../choiceCookie';
import { grantsOptional } from '../grantsOptional';
import { record } from '../live';
import type { Action, ConsentBody, Deed } from '../types';

/** What the server is told of a choice that the script has kept. */
export function bodyOf(deed: Deed): Omit<ConsentBody, 'id' | 'visitorId'> {
  const { notice, action, source, banner, gpc, page } = deed;
  const choice = parseChoice(deed.said)!;
  const { granted, services, model } = choice;
  return {
    notice: choice.notice, model, source, banner, gpc,
    lang: notice.lang,
    region: notice.region,
    // Differences between a service and its category can only be told by `save`.
    action: services.size ? 'save' : objects(deed) ? 'object' : action,
    choices: record(notice.categories.map(({ id }) => [id, granted.includes(id)])),
    services: services.size ? record(services) : undefined,
    ofAge: (notice.age && grantsOptional(notice, choice)) || undefined,
    page: page ? page.slice(0, 256) : undefined,
  };
}

/** Under a model that allows before it asks, a withdrawal without an earlier grant is an objection. */
function objects({ action, notice, before }: Deed): boolean {
  return action === ('withdraw' satisfies Action) && notice.model !== 'opt_in' && !grantsOptional(notice, parseChoice(before));
}
