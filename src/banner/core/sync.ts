import { guard } from '../shared/guard';

/**
 * Calls `look` whenever the stored choice may have been changed by another page: its write to storage notifies the
 * other tabs of the origin at once; and a look whenever this page is shown again covers other subdomains and pages
 * from the back-forward cache.
 */
export function followOthers(look: () => void): void {
  const guarded = () => guard(look);
  for (const event of ['storage', 'pageshow', 'visibilitychange']) addEventListener(event, guarded);
}
