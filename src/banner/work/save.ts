import { contentOf, formatChoice } from '../choiceCookie';
import { record } from '../live';
import { keyOf, sendsGpc } from '../state';
import { localStore as store } from '../store';
import type { Choice, Item, Memory, Notice, Wish } from '../types';
import { choiceOf } from './choiceOf';
import { newRecordId, newVisitorId } from './ids';
import { readVisitorId } from './visitorId';
import { writeCookie } from './writeCookie';

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
  readonly now: number;
}

/** Writes the choice cookie. Answers whether the browser kept it. */
export function keepChoice({ site, cookie }: Notice, choice: Choice): boolean {
  return writeCookie(`ch_${site}`, formatChoice(choice), cookie.maxAge, cookie.domain);
}

/** Keeps a choice in this browser. Nothing has been sent when it returns, and nothing is lost if nothing ever can be. */
export function save(wanted: Wish, { notice, banner, memory, visitorId, now }: Circumstances): Saved {
  const { site, version, lang, region, model, cookie } = notice;
  const id = newRecordId(now);
  const visitor = readVisitorId(site) ?? visitorId ?? newVisitorId();
  const gpc = sendsGpc();
  // Who has said to be too young can grant nothing, in whatever way.
  const young = !!(memory?.young || wanted.young);
  const wish = young ? { ...wanted, category: () => false, service: () => false } : wanted;
  const choice = choiceOf(notice, wish, now);
  const kept = keepChoice(notice, choice);
  writeCookie(`chid_${site}`, visitor, cookie.maxAge, cookie.domain);
  const remembered: Memory = { v: 1, choice: contentOf(choice), id, gpc, ...(young ? { young } : {}) };
  store.set(keyOf(site, 'state'), JSON.stringify(remembered));

  const item: Item = {
    body: {
      id, visitorId: visitor, notice: version, lang, region, model, banner,
      // Differences between a service and its category can only be told by `save`.
      action: choice.services.size ? 'save' : young && wish.action !== 'withdraw' ? 'reject_all' : wish.action,
      source: wish.source,
      choices: record(notice.categories.map(category => [category.id, choice.granted.includes(category.id)])),
      ...(choice.services.size ? { services: record(choice.services) } : {}),
      ...(memory ? { previous: memory.id } : {}),
      gpc,
      ...(notice.recordPage ? { page: location.pathname.slice(0, 256) } : {}),
    },
    at: now, tries: 0, next: 0, aside: false,
  };
  return { choice, memory: remembered, item, kept };
}
