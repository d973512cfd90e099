import { record } from './bare';
import { choiceOf, contentOf } from './choice';
import { formatChoice } from './choiceCookie';
import { writeCookie } from './cookies';
import { newRecordId, newVisitorId } from './ids';
import type { Item } from './outbox/item';
import { names, readVisitorId } from './state';
import type { Store } from './store';
import type { Choice, ConsentBody, Memory, Notice } from './types';
import { differing, type Wish } from './wish';

export interface Saved {
  readonly choice: Choice;
  readonly memory: Memory;
  /** What the server is to hear. */
  readonly item: Item;
  /** Did the browser keep the cookie? If not, the choice lives as long as this page. */
  readonly kept: boolean;
}

export interface Circumstances {
  readonly notice: Notice;
  readonly banner: string;
  readonly memory: Memory | null;
  /** The id of this page's visitor, where cookies are blocked. */
  readonly visitorId: string | null;
  readonly gpc: boolean;
  readonly now: number;
  readonly store: Store;
}

/** Writes the choice cookie. Answers whether the browser kept it. */
export function keepChoice(notice: Notice, choice: Choice): boolean {
  return writeCookie(names(notice.site).choice, formatChoice(choice), notice.cookie.maxAge, notice.cookie.domain);
}

/** Keeps a choice in this browser. Nothing has been sent when it returns, and nothing is lost if nothing ever can be. */
export function save(wish: Wish, { notice, banner, memory, visitorId, gpc, now, store }: Circumstances): Saved {
  const id = newRecordId(now);
  const visitor = readVisitorId(notice.site) ?? visitorId ?? newVisitorId();
  const services = differing(notice, wish);
  const choice = choiceOf(notice, id => wish.categories.get(id) === true, services, now);
  const kept = keepChoice(notice, choice);
  writeCookie(names(notice.site).visitor, visitor, notice.cookie.maxAge, notice.cookie.domain);
  const remembered: Memory = { choice: contentOf(choice), id, gpc };
  store.set(names(notice.site).state, JSON.stringify({ v: 1, ...remembered }));

  const body: ConsentBody = {
    id,
    visitorId: visitor,
    notice: notice.version,
    lang: notice.lang,
    region: notice.region,
    model: notice.model,
    banner,
    action: wish.action,
    source: wish.source,
    choices: record(wish.categories),
    ...(wish.action === 'save' && services.size > 0 ? { services: record(services) } : {}),
    ...(memory ? { previous: memory.id } : {}),
    gpc,
    ...(notice.recordPage ? { page: location.pathname.slice(0, 256) } : {}),
  };
  return { choice, memory: remembered, item: { body, at: now, tries: 0, next: 0, aside: false }, kept };
}
