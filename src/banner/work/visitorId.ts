import { readCookies } from '../cookies';
import { keyOf } from '../state';
import { localStore as store } from '../store';
import type { Notice } from '../types';
import { isVisitorId } from './ids';
import { writeAnywhere } from './writeAnywhere';

/** The visitor id that this browser keeps, if it keeps one. */
export function readVisitorId(site: string): string | null {
  return [...readCookies(`chid_${site}`), `${store.get(keyOf(site, 'visitor'))}`].find(isVisitorId) ?? null;
}

/** Keeps the id in its cookie, or where cookies keep nothing in the storage. */
export function writeVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>, id: string): void {
  if (!writeAnywhere(`chid_${site}`, id, cookie)) store.set(keyOf(site, 'visitor'), id);
}

export function dropVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>): void {
  writeAnywhere(`chid_${site}`, '', { ...cookie, maxAge: 0 });
  store.drop(keyOf(site, 'visitor'));
}
