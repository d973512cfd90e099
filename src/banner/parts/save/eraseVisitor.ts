import type { Erasure } from '../../../../wwwroot/consenthub';
import type { Hub } from '../../contracts';
import { readAnswer, request, siteUrl } from '../../shared/request';

/** The hub responds within seconds even if the erasure takes longer, but a slow disk may delay the response. */
const patience = 60_000;

const pause = 2_000;

/** After so many pauses without a response, this page stops waiting for the result of an accepted erasure. */
const longest = 150;

/** Requests an erasure. `accepted` is true if the hub has not finished it yet but is certain to. */
export async function eraseVisitor(hub: Hub, visitorId: string): Promise<Erasure> {
  const answer = await request(siteUrl(hub, 'visitor'), { method: 'DELETE', visitorId, patience });
  if (answer?.status === 202) return { erased: false, accepted: true };
  // A visitor unknown to the server counts as erased.
  if (!answer || !(answer.ok || answer.status === 404 || answer.status === 410)) return { erased: false };
  return { erased: true, statement: await readAnswer(answer) };
}

/**
 * Waits for the result of an accepted erasure. A failed request means nothing, because the hub finishes the erasure in
 * any case.
 */
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
