import { readJson, type Store } from '../../../shared/storage';

/** Runs `work` while no other page of this origin does. Never throws. */
export type CrossTabLock = (work: () => Promise<void>) => Promise<void>;

const lease = 15_000;

/**
 * Uses Web Locks if the browser has them, otherwise a lease in localStorage. A lease may fail to keep two pages apart;
 * if both send the same choice, the server stores it once, by its id.
 */
export function createCrossTabLock(store: Store, key: string): CrossTabLock {
  const me = Math.random().toString(36).slice(2);
  let turn: Promise<void> = Promise.resolve();

  const own: CrossTabLock = async work => {
    let begun = false;
    try {
      const locks = (navigator as { locks?: LockManager }).locks;
      if (locks) return await locks.request(key, () => ((begun = true), work()));
    } catch {
      // Storage is blocked, as in a sandboxed frame, so no other page shares our outbox.
      if (begun) return;
    }
    try {
      const holder = readJson(key) as { by?: string; until?: number } | undefined;
      if (holder?.by !== undefined && holder.by !== me && (holder.until ?? 0) > Date.now()) return;
      store.set(key, JSON.stringify({ by: me, until: Date.now() + lease }));
      await work();
      store.drop(key);
    } catch {
      // The remaining items wait for the next turn.
    }
  };
  // Within this page, too, only one `work` runs at a time.
  return work => (turn = turn.then(() => own(work)));
}
