import { pause } from './visit.mjs';

/**
 * Counts what a page asks for, with the size of each body as it came over the wire.
 * The page itself and an icon that the browser asks for by itself are left out.
 */
export async function recordNetwork(cdp) {
  const requests = new Map();
  let lastEvent = Date.now();
  const on = (name, then) => cdp.on(`Network.${name}`, event => { lastEvent = Date.now(); then(event); });

  on('requestWillBeSent', ({ requestId, request, type, wallTime }) => {
    if (type === 'Document' || request.url.endsWith('/favicon.ico') || request.url.startsWith('data:') || request.url.startsWith('blob:')) return;
    requests.set(requestId, { url: request.url, method: request.method, at: wallTime * 1000, bytes: 0, cached: false, done: false });
  });
  on('requestServedFromCache', ({ requestId }) => mark(requestId, { cached: true }));
  on('responseReceived', ({ requestId, response }) => mark(requestId, {
    headers: response.encodedDataLength,
    status: response.status,
    ...(response.fromDiskCache ? { cached: true } : {}),
  }));
  on('loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) mark(requestId, { bytes: Math.max(0, encodedDataLength - (request.headers ?? 0)), done: true });
  });
  on('loadingFailed', ({ requestId, errorText }) => mark(requestId, { failed: errorText, done: true }));
  await cdp.send('Network.enable');

  function mark(requestId, what) {
    const request = requests.get(requestId);
    if (request) Object.assign(request, what);
  }

  return {
    /** The requests that left the browser. */
    sent: () => [...requests.values()].filter(request => !request.cached),
    forget: () => requests.clear(),
    /** Resolves when nothing is under way and nothing has happened for `quiet` ms. */
    async idle(quiet = 500, patience = 20_000) {
      const until = Date.now() + patience;
      while (Date.now() < until) {
        const open = [...requests.values()].some(request => !request.done && !request.cached);
        if (!open && Date.now() - lastEvent >= quiet) return;
        await pause(50);
      }
    },
  };
}
