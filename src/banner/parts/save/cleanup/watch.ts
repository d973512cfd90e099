import { guard } from '../../../shared/guard';
import { clear, clearDatabases } from './clear';
import type { Leftovers } from './leftovers';

interface CookieChanges {
  addEventListener(type: 'change', listener: () => void): void;
}

export interface Cleaner {
  /** Clears what is denied, now and whenever it is written again; `hunt` if tags of a denied category may still be running. */
  keepClear(left: Leftovers | null, hunt: boolean): void;
}

const quick = 100;
const slow = 1_000;
/** After so many quick checks in a row without a find, the tag has stopped writing. */
const calm = 600;

/**
 * A tag that ran before a withdrawal stays in memory and may write its cookie again and again. Browsers with
 * `cookieStore` report each write at once. After a withdrawal we also check ten times a second until nothing is found,
 * then once a second while the page is open. Without a withdrawal on this page no such tag runs, and the reports are
 * enough.
 */
export function createCleaner(): Cleaner {
  const changes = guard(() => (window as { cookieStore?: CookieChanges }).cookieStore);
  let left: Leftovers | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hunting = false;
  let quiet = calm;

  const look = () => guard(() => left !== null && clear(left)) === true;
  guard(() => changes?.addEventListener('change', look));

  const again = () => {
    quiet = look() ? 0 : quiet + 1;
    if (left && quiet === calm) void clearDatabases(left);
    timer = setTimeout(again, quiet < calm ? quick : slow);
  };

  return {
    keepClear(next, hunt) {
      left = next;
      clearTimeout(timer);
      hunting ||= hunt;
      if (!left) return;
      look();
      void clearDatabases(left);
      if (hunt) quiet = 0;
      if (hunting || !changes) timer = setTimeout(again, quiet < calm ? quick : slow);
    },
  };
}
