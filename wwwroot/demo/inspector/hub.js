// Reads the state from window.ConsentHub. If the script has not loaded yet or was blocked, everything counts as held.
export const categories = ['auth', 'preferences', 'analytics', 'marketing'];

let loaded = document.readyState === 'complete';
window.addEventListener('load', () => { loaded = true; });

/** @returns {{state: 'waiting' | 'ready' | 'blocked', allowed: Set<string>, mayRun(category: string, service: string): boolean}} */
export function hubState() {
  const hub = window.ConsentHub;
  if (typeof hub?.has !== 'function')
    return { state: loaded ? 'blocked' : 'waiting', allowed: new Set(), mayRun: () => false };
  const allowed = new Set(categories.filter(id => granted(hub, id)));
  const apart = servicesApart();
  return { state: 'ready', allowed, mayRun: (category, service) => apart.get(service) ?? allowed.has(category) };
}

function granted(hub, id) {
  try {
    return hub.has(id) === true;
  } catch {
    return false;
  }
}

// Reads the last part of the choice cookie: services that differ from their category. `id` is granted, `-id` is denied.
function servicesApart() {
  const choice = /(?:^|; )ch_demo=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  const ids = (choice.split('~')[5] ?? '').split('.').filter(Boolean);
  return new Map(ids.map(id => (id.startsWith('-') ? [id.slice(1), false] : [id, true])));
}
