import type { Erasure } from '../../../wwwroot/consenthub';
import { siteUrl, type Hub } from '../hub';
import { readAnswer, request } from './request';

export async function eraseVisitor(hub: Hub, visitorId: string): Promise<Erasure> {
  const answer = await request(siteUrl(hub, 'visitor'), { method: 'DELETE', visitorId });
  // Unknown to the server is as good as erased.
  if (!answer || !(answer.ok || answer.status === 404 || answer.status === 410)) return { erased: false };
  return { erased: true, statement: await readAnswer(answer) };
}
