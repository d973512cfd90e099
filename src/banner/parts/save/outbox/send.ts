import { readAnswer, request } from '../../../shared/request';
import type { Item } from '../../../shared/types';
import { elapsed } from './item';

export type Verdict =
  | { readonly kind: 'taken'; readonly answer: Record<string, unknown> | null }
  | { readonly kind: 'refused' }
  /** For `after` milliseconds the site takes none of this visitor's choices but withdrawals. */
  | { readonly kind: 'over'; readonly after: number }
  | { readonly kind: 'later'; readonly after: number };

/** Sends one choice. Only the responses "stored" (200, 201) and "erased" (410) end the sending. */
export async function send(url: string, item: Item, now: number): Promise<Verdict> {
  const answer = await request(url, { method: 'POST', body: JSON.stringify({ ...item.body, elapsed: elapsed(item, now) }) });
  if (!answer) return { kind: 'later', after: 0 };

  const { status } = answer;
  if (status === 410) return { kind: 'taken', answer: null };
  if (status === 200 || status === 201) {
    // A proxy's login page has status 200 too, but no record id.
    const json = await readAnswer(answer);
    return typeof json?.['id'] === 'string' ? { kind: 'taken', answer: json } : { kind: 'later', after: 0 };
  }
  if (status === 408 || status === 429) {
    const after = seconds(answer.headers.get('Retry-After')) * 1000;
    // Too many requests: everything waits. Too many choices: only this choice waits.
    return { kind: (await readAnswer(answer))?.['code'] === 'daily_limit' ? 'over' : 'later', after };
  }
  return status >= 400 && status < 500 ? { kind: 'refused' } : { kind: 'later', after: 0 };
}

function seconds(header: string | null): number {
  return header !== null && /^\d{1,5}$/.test(header) ? +header : 0;
}
