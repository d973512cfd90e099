import { grantsOptional, parseChoice } from '../../shared/choice';
import { record } from '../../shared/publicState';
import type { Action, ConsentBody, PendingChoice } from '../../shared/types';

/** The body of a locally saved choice, as the server receives it. */
export function bodyOf(pending: PendingChoice): Omit<ConsentBody, 'id' | 'visitorId'> {
  const { notice, action, source, banner, gpc, page } = pending;
  const choice = parseChoice(pending.said)!;
  const { granted, services, model } = choice;
  return {
    notice: choice.notice, model, source, banner, gpc,
    lang: notice.lang,
    region: notice.region,
    // Only `save` can express a service that differs from its category.
    action: services.size ? 'save' : objects(pending) ? 'object' : action,
    choices: record(notice.categories.map(({ id }) => [id, granted.includes(id)])),
    services: services.size ? record(services) : undefined,
    ofAge: (notice.age && grantsOptional(notice, choice)) || undefined,
    page: page ? page.slice(0, 256) : undefined,
  };
}

/** Under a model that allows before it asks, a withdrawal without an earlier grant is an objection. */
function objects({ action, notice, before }: PendingChoice): boolean {
  return action === ('withdraw' satisfies Action) && notice.model !== 'opt_in' && !grantsOptional(notice, parseChoice(before));
}
