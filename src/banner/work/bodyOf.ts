import { parseChoice } from '../choiceCookie';
import { record } from '../live';
import type { ConsentBody, Deed } from '../types';

/** What the server is told of a choice that the script has kept. */
export function bodyOf({ at: _, said, asked, ...deed }: Deed): Omit<ConsentBody, 'id' | 'visitorId'> {
  const { notice, model, granted, services } = parseChoice(said)!;
  return {
    ...deed, notice, model,
    // Differences between a service and its category can only be told by `save`.
    action: services.size ? 'save' : deed.action,
    choices: record(asked.map(id => [id, granted.includes(id)])),
    services: services.size ? record(services) : undefined,
  };
}
