import { contentOf, formatChoice } from './choiceCookie';
import { choiceOf } from './choiceOf';
import { grantsOptional } from './grantsOptional';
import { guard } from './guard';
import { live, type Live } from './live';
import { keyOf, readMemory, sendsGpc } from './state';
import type { Memory, Wish } from './types';
import { writeCookie } from './writeCookie';

/**
 * Keeps a choice in this browser: the cookie for whoever is to obey it, and beside it what the server is to hear, until
 * the part that sends has taken it over. Nothing has been sent when it returns, and nothing is lost if nothing ever can be.
 */
export function keep(wish: Wish, { notice, choice: before, memory: known }: Live, banner: string): Live {
  const { site, lang, region, model, cookie, categories } = notice;
  const gpc = sendsGpc();
  const memory = readMemory(site) ?? known;
  const choice = choiceOf(notice, wish);
  const written = formatChoice(choice);
  const kept = writeCookie(`ch_${site}`, written, cookie) ? undefined : written;

  const next: Memory = {
    ...memory, v: 1, choice: contentOf(choice), kept, gpc,
    unsent: [...(memory?.unsent ?? []), {
      at: Date.now(), said: written, asked: categories.map(({ id }) => id), lang, region, banner, gpc,
      // Under a model that allows before it asks, a withdrawal without an earlier grant is an objection.
      action: wish.action === 'withdraw' && model !== 'opt_in' && !grantsOptional(notice, before) ? 'object' : wish.action,
      source: wish.source,
      ofAge: notice.age && grantsOptional(notice, choice) || undefined,
      page: notice.recordPage ? location.pathname.slice(0, 256) : undefined,
    }],
  };
  remember(site, next);
  return live(notice, choice, next);
}

/** What this browser remembers beside the cookie; without a storage only this page does. */
export function remember(site: string, memory: Memory): void {
  guard(() => localStorage.setItem(keyOf(site, 'state'), JSON.stringify(memory)));
}
