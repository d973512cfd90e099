// Reads what this browser stores for the page: cookies, storage keys, databases. Writes nothing.
const site = 'demo';

/** @returns {Promise<{items: {name: string, kind: string}[], choice: string | null, id: string | null}>} */
export async function readBrowser() {
  const cookies = readCookies();
  const items = [
    ...[...cookies.keys()].map(name => ({ name, kind: 'cookie' })),
    ...storageKeys('localStorage').map(name => ({ name, kind: 'local_storage' })),
    ...storageKeys('sessionStorage').map(name => ({ name, kind: 'session_storage' })),
    ...(await databases()).map(name => ({ name, kind: 'indexed_db' })),
  ];
  return { items, choice: cookies.get(`ch_${site}`) ?? null, id: cookies.get(`chid_${site}`) ?? null };
}

function readCookies() {
  const pairs = document.cookie.split('; ').filter(Boolean).map(pair => {
    const at = pair.indexOf('=');
    return at < 0 ? ['', pair] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  return new Map(pairs);
}

// Reading `window.localStorage` itself throws where a browser forbids it.
export function storageKeys(area) {
  try {
    return Object.keys(window[area]);
  } catch {
    return [];
  }
}

export async function databases() {
  try {
    return (await indexedDB.databases()).map(database => database.name);
  } catch {
    return [];
  }
}
