import { contentOf, formatChoice } from './choiceCookie';
import { choiceOf } from './choiceOf';
import { guard } from './guard';
import { live, type Live } from './live';
import { keyOf, readMemory, sendsGpc } from './state';
import type { Made, Memory } from './types';
import { writeCookie } from './writeCookie';

/**
 * Keeps a choice in this browser: the cookie for whoever is to obey it, and beside it what the server is to hear, until
 * the part that sends has taken it over. Nothing has been sent when it returns, and nothing is lost if nothing ever can be.
 */
export function keep(pick: Made, { notice, choice: before, memory: known }: Live, banner: string): Live {
  const { site, cookie } = notice;
  const gpc = sendsGpc();
  const memory = readMemory(site) ?? known;
  const choice = choiceOf(notice, pick);
  const said = formatChoice(choice);
  const next: Memory = {
    ...memory,
    v: 1,
    choice: contentOf(choice),
    kept: writeCookie(`ch_${site}`, said, cookie) ? undefined : said,
    gpc,
    unsent: [...(memory?.unsent ?? []), { at: Date.now(), said, before: contentOf(before), notice, banner, action: pick.action, source: pick.source, gpc, page: notice.recordPage && location.pathname }],
  };
  remember(site, next);
  return live(notice, choice, next);
}

/** What this browser remembers beside the cookie; without a storage only this page does. */
export function remember(site: string, memory: Memory): void {
  guard(() => localStorage.setItem(keyOf(site, 'state'), JSON.stringify(memory)));
}
