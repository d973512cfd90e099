export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** JSON text, sent as text/plain so that a cross-origin write needs no preflight. */
  readonly body?: string;
  readonly visitorId?: string;
  /** Milliseconds to wait for a response; ten seconds if absent. */
  readonly patience?: number;
}

/**
 * Makes one call to the hub. Null if no response came in time. Never throws. Cookies are sent only if the hub is on the
 * page's own origin.
 */
export async function request(url: string, { method = 'GET', body, visitorId, patience = 10_000 }: Call = {}): Promise<Response | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    return await fetch(url, {
      // Without a prototype, so that nothing a page has put on Object.prototype becomes an option.
      __proto__: null,
      method,
      mode: 'cors',
      credentials: 'same-origin',
      // A write outlives the page that the visitor leaves right after choosing.
      keepalive: method !== 'GET',
      signal: abort.signal,
      body,
      headers: [
        ...(body ? [['Content-Type', 'text/plain;charset=UTF-8']] : []),
        ...(visitorId ? [['Visitor-Id', visitorId]] : []),
      ],
    } as object as RequestInit);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The response's JSON object; null for anything else, such as the error page of a proxy. */
export async function readAnswer(answer: Response): Promise<Record<string, unknown> | null> {
  try {
    const json: unknown = await answer.json();
    return typeof json === 'object' && !Array.isArray(json) ? (json as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export function siteUrl({ base, site }: { readonly base: string; readonly site: string }, call: string): string {
  return `${base}/v1/sites/${site}/${call}`;
}
