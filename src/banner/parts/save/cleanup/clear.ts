import { allCookies } from '../../../shared/cookies';
import { guard } from '../../../shared/guard';
import type { Leftovers } from './leftovers';

/** Clears denied cookies and storage keys. Returns whether it found any. */
export function clear(left: Leftovers): boolean {
  const cookies = cookieNames().filter(name => left.matches('cookie', name));
  for (const name of cookies) guard(() => expire(name, left.domains));
  const local = guard(() => clearStorage(localStorage, name => left.matches('local_storage', name)));
  const session = guard(() => clearStorage(sessionStorage, name => left.matches('session_storage', name)));
  return cookies.length > 0 || local === true || session === true;
}

/**
 * Clears denied databases and caches. It is called more rarely than `clear`, because deleting an open database takes
 * effect only when it closes.
 */
export async function clearDatabases(left: Leftovers): Promise<void> {
  // In a sandboxed frame Chromium reports the refusal as uncaught even if it is caught.
  if (self.origin === 'null') return;
  if (left.caches) {
    try {
      for (const name of await caches.keys()) if (left.matches('cache', name)) await caches.delete(name);
    } catch {
      // Blocked, or no secure context: no caches exist.
    }
  }
  if (left.databases.length === 0) return;
  try {
    const listed = indexedDB.databases ? (await indexedDB.databases()).map(database => database.name ?? '') : left.databases;
    for (const name of listed) if (left.matches('indexed_db', name)) indexedDB.deleteDatabase(name);
  } catch {
    // Blocked storage holds nothing to clear.
  }
}

function clearStorage(storage: Storage, denied: (name: string) => boolean): boolean {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter(denied);
  for (const name of names) storage.removeItem(name);
  return names.length > 0;
}

/**
 * A page sees a cookie's name, but not the path and domain that it was set with. So the cookie is expired under each
 * pair that could have made it visible here; browsers ignore pairs that do not exist.
 */
function expire(name: string, declared: readonly string[]): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  for (const path of paths(location.pathname)) {
    for (const domain of ['', ...domains(location.hostname), ...declared]) {
      const end = `${name}=; Max-Age=0; Path=${path}${domain && `; Domain=${domain}`}${secure}`;
      document.cookie = end;
      if (secure) document.cookie = `${end}; SameSite=None; Partitioned`;
    }
    if (!cookieNames().includes(name)) return;
  }
}

/** The paths whose cookies a page sees: for `/a/b/c` these are `/`, `/a`, `/a/`, `/a/b`, `/a/b/`, `/a/b/c`. */
export function paths(pathname: string): string[] {
  const found = ['/'];
  let path = '';
  for (const part of pathname.split('/').filter(Boolean)) {
    path += `/${part}`;
    found.push(path, `${path}/`);
  }
  return found;
}

/** The host and every parent of two labels or more. */
export function domains(hostname: string): string[] {
  const labels = hostname.split('.');
  return labels.map((_, index) => labels.slice(index).join('.')).filter(name => name.includes('.') || name === hostname);
}

function cookieNames(): string[] {
  return allCookies().map(pair => pair[1]!);
}
