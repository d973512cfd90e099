import { bare, record } from './bare';

const patience = 10_000;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** JSON text, sent as text/plain so that a cross-origin write needs no preflight. */
  readonly body?: string;
  readonly visitorId?: string;
}

/** One call to the hub. Null when no answer came within ten seconds. Never throws. */
export async function request(url: string, call: Call = {}): Promise<Response | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const headers: [string, string][] = [];
    if (call.body !== undefined) headers.push(['Content-Type', 'text/plain;charset=UTF-8']);
    if (call.visitorId !== undefined) headers.push(['Visitor-Id', call.visitorId]);
    return await fetch(url, record<unknown>([
      ['method', call.method ?? 'GET'],
      ['mode', 'cors'],
      ['credentials', new URL(url).origin === location.origin ? 'include' : 'omit'],
      ['headers', headers],
      ['signal', abort.signal],
      // A write outlives the page that the visitor leaves right after choosing.
      ...(call.method ? [['keepalive', true] as const] : []),
      ...(call.body !== undefined ? [['body', call.body] as const] : []),
    ]) as RequestInit);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The answer's JSON object; null for anything else, such as the error page of a proxy. */
export async function readAnswer(answer: Response): Promise<Record<string, unknown> | null> {
  try {
    const json = bare(JSON.parse(await answer.text()));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
