import { readAnswer, request } from '../../../shared/request';
import type { Item } from '../../../shared/types';
import { elapsed } from './item';

export type Verdict =
  | { readonly kind: 'taken'; readonly answer: Record<string, unknown> | null }
  | { readonly kind: 'refused' }
  /** The site takes no more of this visitor's choices until then; a withdrawal it takes. */
  | { readonly kind: 'over'; readonly after: number }
  | { readonly kind: 'later'; readonly after: number };

/** Sends one choice. Only the server's own word for "I have it" (200, 201) or "it is erased" (410) ends the sending. */
export async function send(url: string, item: Item, now: number): Promise<Verdict> {
  const answer = await request(url, { method: 'POST', body: JSON.stringify({ ...item.body, elapsed: elapsed(item, now) }) });
  if (!answer) return { kind: 'later', after: 0 };

  const { status } = answer;
  if (status === 410) return { kind: 'taken', answer: null };
  if (status === 200 || status === 201) {
    // A proxy's login page is a 200 as well; a stored record names its id.
    const json = await readAnswer(answer);
    return typeof json?.['id'] === 'string' ? { kind: 'taken', answer: json } : { kind: 'later', after: 0 };
  }
  if (status === 408 || status === 429) {
    const after = seconds(answer.headers.get('Retry-After')) * 1000;
    // Too many requests say nothing about this choice: everything waits. Too many choices do.
    return { kind: (await readAnswer(answer))?.['code'] === 'daily_limit' ? 'over' : 'later', after };
  }
  return status >= 400 && status < 500 ? { kind: 'refused' } : { kind: 'later', after: 0 };
}

function seconds(header: string | null): number {
  return header !== null && /^\d{1,5}$/.test(header) ? +header : 0;
}
