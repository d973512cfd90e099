import { readCookies } from '../cookies';
import { isVisitorId } from './ids';

/** The visitor id that this browser keeps, if it keeps one. */
export function readVisitorId(site: string): string | null {
  return readCookies(`chid_${site}`).find(isVisitorId) ?? null;
}
