/**
 * A site's opt-in beside the stub: `fetch`, `XMLHttpRequest` and `navigator.sendBeacon` to the hosts that its own tag
 * names in `data-hosts` fail as they do without a network, until the core allows the host. Nothing leaves, and nothing
 * is sent later: a request that waited for a choice would reveal what happened before it.
 */
try {
  const page = window as any;
  const { hosts } = document.currentScript!.dataset;
  const queue = (page.ConsentHub ||= []);

  const held = (address: any): any => {
    try {
      const host = new URL(address.url || address, document.baseURI).hostname;
      return hosts!.match(/\S+/g)!.includes(host) && !queue.allow?.(host);
    } catch {}
  };

  const patch = (owner: any, name: string, ours: (self: any, values: any[], native: () => unknown) => unknown) => {
    try {
      const native = owner[name];
      owner[name] = function (...values: any[]) {
        return ours(this, values, () => native.apply(this, values));
      };
    } catch {}
  };

  patch(page, 'fetch', (_, [address], native) => (held(address) ? Promise.reject(new TypeError('Failed to fetch: held by ConsentHub')) : native()));

  patch(Navigator.prototype, 'sendBeacon', (_, [address], native) => !held(address) && native());

  // A held request is opened as usual, because nothing leaves before `send`. Opened again for another host, it gets its
  // own `send` back.
  patch(XMLHttpRequest.prototype, 'open', (request, [, address], native) => {
    if (held(address)) request.send = () => setTimeout(() => ['error', 'loadend'].map(name => request.dispatchEvent(new ProgressEvent(name))));
    else delete request.send;
    native();
  });
} catch {}
