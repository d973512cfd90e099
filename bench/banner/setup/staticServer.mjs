import { createServer } from 'node:http';
import { compress } from './compress.mjs';

/**
 * Serves bodies that were compressed beforehand, on a free port.
 * @param find path → { body, type, headers } or undefined; a body is compressed when first asked for.
 */
export async function startStaticServer(find) {
  const compressed = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const found = find(pathname);
    if (!found) return response.writeHead(404, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end('Not here.');

    if (!compressed.has(pathname)) compressed.set(pathname, compress(found.body));
    const body = compressed.get(pathname);
    response.writeHead(200, { 'Content-Type': found.type, 'Content-Encoding': 'br', 'Content-Length': body.length, ...found.headers }).end(body);
  });

  await new Promise(resolve => server.listen(0, 'localhost', resolve));
  return { origin: `http://localhost:${server.address().port}`, stop: () => server.closeAllConnections() || server.close() };
}
