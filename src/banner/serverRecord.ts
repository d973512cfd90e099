import { siteUrl, type Hub } from './hub';
import { readAnswer, request } from './request';
import type { Change } from './ui/changes';

/** What the notice changed since the visitor's choice; nothing when the server does not say so in time. */
export async function loadChanges(hub: Hub, visitorId: string, patience: number): Promise<readonly Change[]> {
  const asked = request(siteUrl(hub, 'consent'), { visitorId }).then(async answer => {
    const changes = answer?.ok ? (await readAnswer(answer))?.['changes'] : undefined;
    return Array.isArray(changes) ? changes.filter((change): change is Change => typeof (change as Change | null)?.kind === 'string') : [];
  });
  return Promise.race([asked, pause(patience).then(() => [])]);
}

export async function eraseVisitor(hub: Hub, visitorId: string): Promise<{ erased: boolean; statement?: unknown }> {
  const answer = await request(siteUrl(hub, 'visitor'), { method: 'DELETE', visitorId });
  // Unknown to the server is as good as erased.
  if (!answer || !(answer.ok || answer.status === 404 || answer.status === 410)) return { erased: false };
  return { erased: true, statement: await readAnswer(answer) };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds));
}
