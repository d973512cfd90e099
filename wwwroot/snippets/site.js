// Reads from the hub what the snippets need to know of a site and of the hub.

/** Thrown if the hub has no site with this key. */
export class UnknownSite extends Error {}

/**
 * Returns a site's name, languages and signals, the hosts that the inline script may hold, the inline script's text, and
 * address and hash of the pinned build. The last two are absent if this hub does not offer them.
 */
export async function readSite(hub, key) {
  const base = `${hub}/v1/sites/${encodeURIComponent(key)}`;
  const [notice, script, stub] = await Promise.all([
    answer(`${base}/notice`),
    answer(`${base}/script`).then(found => found?.json()).catch(() => undefined),
    answer(`${hub}/consenthub-stub.js`).then(found => found?.text()).catch(() => undefined),
  ]);
  if (!notice) throw new UnknownSite(key);

  const { languages, categories, signals, controller } = await notice.json();
  const services = categories.filter(category => !category.required).flatMap(category => category.services);
  // A host that a required service uses as well must never be held.
  const needed = new Set(categories.filter(category => category.required).flatMap(category => category.services).flatMap(service => service.hosts));
  const hosts = [...new Set(services.flatMap(service => service.hosts))].filter(host => !needed.has(host)).sort();
  return { key, name: controller?.name ?? key, languages, signals, hosts, stub: stub?.trim(), script };
}

/** Returns the response, or undefined if the hub has nothing at this address. */
async function answer(address) {
  const response = await fetch(address);
  if (response.status === 404 || response.status === 400) return undefined;
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response;
}
