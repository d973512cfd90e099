import type { Hub } from './hub';
import { siteUrl } from './hub';
import { parseNotice } from './parseNotice';
import { readAnswer, request } from './request';
import type { Notice } from './types';

/** The whole published notice in a language, or null. */
export async function loadNotice(hub: Hub, lang: string): Promise<Notice | null> {
  const query = lang ? `?lang=${encodeURIComponent(lang)}` : '';
  const answer = await request(siteUrl(hub, 'notice') + query);
  if (!answer?.ok) return null;
  const notice = parseNotice(await readAnswer(answer));
  return notice?.site === hub.site ? notice : null;
}
