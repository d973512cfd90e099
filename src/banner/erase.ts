import type { Erasure } from '../../wwwroot/consenthub';
import { choiceOf } from './choice';
import { dropCookie } from './cookies';
import type { Hub } from './hub';
import { live, type Live } from './live';
import type { Reporter } from './reporter';
import { keepChoice } from './save';
import { eraseVisitor } from './serverRecord';
import { names, readVisitorId } from './state';
import type { Store } from './store';

/**
 * Everything optional is off before the server is asked. The bare choice stays, so that nobody is asked again; what
 * this browser knows of the visitor goes. Only the id waits for the server's word: without it, an erasure that failed
 * could never be asked for again.
 */
export async function erase(
  hub: Hub,
  { notice }: Live,
  reporter: Reporter,
  store: Store,
  unkept: string | null,
  enter: (state: Live) => void,
): Promise<Erasure> {
  const keys = names(hub.site);
  const visitorId = readVisitorId(hub.site) ?? unkept;
  const choice = choiceOf(notice, () => false, new Map(), Date.now());
  keepChoice(notice, choice);
  for (const key of [keys.state, keys.receipt, keys.notice]) store.drop(key);
  enter(live(notice, choice, null));

  let outcome: Erasure = { erased: true };
  await reporter.forget(async () => {
    if (visitorId) outcome = await eraseVisitor(hub, visitorId);
  });
  store.drop(keys.receipt);
  if (outcome.erased) dropCookie(keys.visitor, notice.cookie.domain);
  return outcome;
}
