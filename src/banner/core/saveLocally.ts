import type { ConsentState, Memory, NewChoice } from '../shared/types';
import { choiceOf, contentOf, formatChoice } from '../shared/choice';
import { readMemory, sendsGpc, writeMemory } from '../shared/memory';
import { writeCookie } from '../shared/cookies';
import { consentState } from './consentState';

/**
 * Saves a choice in this browser. The cookie holds the choice for every script and server that obeys it. localStorage
 * holds what the server must receive until the part `save` takes it over, so that nothing is lost if sending fails.
 */
export function saveLocally(newChoice: NewChoice, { notice, choice: before, memory: known }: ConsentState, banner: string): ConsentState {
  const { site, cookie } = notice;
  const gpc = sendsGpc();
  const memory = readMemory(site) ?? known;
  const choice = choiceOf(notice, newChoice);
  const said = formatChoice(choice);
  const next: Memory = {
    ...memory,
    v: 1,
    choice: contentOf(choice),
    kept: writeCookie(`ch_${site}`, said, cookie) ? undefined : said,
    gpc,
    unsent: [...(memory?.unsent ?? []), { at: Date.now(), said, before: contentOf(before), notice, banner, action: newChoice.action, source: newChoice.source, gpc, page: notice.recordPage && location.pathname }],
  };
  writeMemory(site, next);
  return consentState(notice, choice, next);
}
