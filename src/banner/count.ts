import { siteUrl, type Hub } from './hub';
import { request } from './request';
import type { Notice } from './types';

export type Outcome = 'shown' | 'dismissed' | 'gpc';

/** Counts an impression, without any identifier. A page that is only prerendered has shown nothing yet. */
export function count(hub: Hub, notice: Notice, outcome: Outcome): void {
  const send = () => void request(siteUrl(hub, 'shown'), {
    method: 'POST',
    body: JSON.stringify({ notice: notice.version, lang: notice.lang, outcome }),
  });
  if ((document as { prerendering?: boolean }).prerendering === true) document.addEventListener('prerenderingchange', send, { once: true });
  else send();
}
