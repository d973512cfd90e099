import { newVisitorId } from '../shared/ids';
import { isVisitorId } from '../shared/memory';
import { readAnswer, request, siteUrl } from '../shared/request';
import { dropKeys, isUnsent, park, parked, read, restore, type Cookie } from './browserData';

const pause = 250;

/** How often this page looks whether a choice has reached the hub, before it signs in or out. */
const looks = 12;

/** Sign-in and sign-out of this browser at one site. Each call waits for the one before it. */
export function createSignIn(hub: { readonly base: string; readonly site: string }, ready: Promise<unknown>) {
  const { site } = hub;
  let last: Promise<unknown> = ready;
  const inTurn = <A extends unknown[]>(step: (...args: A) => Promise<boolean>) => (...args: A): Promise<boolean> => {
    const done = last.then(() => step(...args)).catch(() => false);
    last = done;
    return done;
  };

  return {
    /** Parks the browser's own choice, and applies that of the person. */
    identify: inTurn(async (token: string) => {
      // A choice that the hub does not know yet would be recorded for the wrong visitor.
      if (!await isSent(site)) return false;
      const own = parked(site) ?? read(site);
      // A browser that never chose has no id. This one is forgotten after the call.
      const visitorId = own.id ?? newVisitorId();
      const answer = await request(siteUrl(hub, 'identity'), { method: 'POST', body: JSON.stringify({ token }), visitorId });
      const found = answer?.ok ? await readAnswer(answer) : null;
      if (!isVisitorId(`${found?.['visitorId']}`) || !await isSent(site)) return false;
      const cookie = found!['cookie'] as Cookie & { readonly value: string };
      dropKeys(site);
      park(site, { ...own, cookie });
      restore(site, { id: found!['visitorId'] as string, said: cookie.value, cookie });
      return true;
    }),
    /** Restores what this browser had before the sign-in. False while a choice of the person has not reached the hub. */
    signOut: inTurn(async () => {
      const own = parked(site);
      if (!own) return true;
      if (!await isSent(site)) return false;
      dropKeys(site);
      restore(site, own);
      return true;
    }),
  };
}

async function isSent(site: string): Promise<boolean> {
  for (let look = 0; isUnsent(site); look++) {
    if (look === looks) return false;
    await new Promise(done => setTimeout(done, pause));
  }
  return true;
}
