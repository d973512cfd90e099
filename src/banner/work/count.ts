import { siteUrl, type Hub } from '../hub';
import type { Notice } from '../types';
import { request } from './request';

/** Counts an impression, without any identifier. A page that is only prerendered has shown nothing yet. */
export function count(hub: Hub, { version, lang }: Notice, outcome: 'shown' | 'dismissed' | 'gpc'): void {
  const send = () => void request(siteUrl(hub, 'shown'), { method: 'POST', body: JSON.stringify({ notice: version, lang, outcome }) });
  if ((document as { prerendering?: boolean }).prerendering) document.addEventListener('prerenderingchange', send, { once: true });
  else send();
}
