import { readVisitorId } from '../../shared/readVisitorId';
import { keyOf } from '../../shared/memory';
import { localStore as store } from '../../shared/storage';
import type { Notice } from '../../shared/types';
import { writeAnywhere } from './writeAnywhere';

/** Keeps the id in its cookie, or where cookies keep nothing in the storage. Answers it where this browser keeps it for no page but this. */
export function writeVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>, id: string): string | null {
  if (!writeAnywhere(`chid_${site}`, id, cookie)) store.set(keyOf(site, 'visitor'), id);
  return readVisitorId(site) ? null : id;
}

export function dropVisitorId({ site, cookie }: Pick<Notice, 'site' | 'cookie'>): void {
  writeAnywhere(`chid_${site}`, '', { ...cookie, maxAge: 0 });
  store.drop(keyOf(site, 'visitor'));
}
