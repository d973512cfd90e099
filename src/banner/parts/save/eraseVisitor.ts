import type { Erasure } from '../../../../wwwroot/consenthub';
import type { Hub } from '../../contracts';
import { readAnswer, request, siteUrl } from '../../shared/request';

/** The hub answers within seconds even where the erasure takes longer; a slow disk may need more. */
const patience = 60_000;

const pause = 2_000;

/** Pauses before somebody who is sure of the erasure stops waiting for its end while the hub is unavailable. */
const longest = 150;

/** Asks for an erasure. `accepted` is true where the hub is sure to finish it and has not yet. */
export async function eraseVisitor(hub: Hub, visitorId: string): Promise<Erasure> {
  const answer = await request(siteUrl(hub, 'visitor'), { method: 'DELETE', visitorId, patience });
  if (answer?.status === 202) return { erased: false, accepted: true };
  // Unknown to the server is as good as erased.
  if (!answer || !(answer.ok || answer.status === 404 || answer.status === 410)) return { erased: false };
  return { erased: true, statement: await readAnswer(answer) };
}

/** The end of an erasure that was accepted. An answer that fails now says nothing of it: the hub finishes it in any case. */
export async function awaitErasure(hub: Hub, visitorId: string): Promise<Erasure> {
  let unanswered = 0;
  while (unanswered < longest) {
    await new Promise(done => setTimeout(done, pause));
    const outcome = await eraseVisitor(hub, visitorId);
    if (outcome.erased) return outcome;
    unanswered = outcome.accepted ? 0 : unanswered + 1;
  }
  return { erased: false, accepted: true };
}
