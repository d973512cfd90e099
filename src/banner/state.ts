import { parseChoice } from './choiceCookie';
import { readCookies } from './cookies';
import { isVisitorId } from './ids';
import { readJson, type Store } from './store';
import type { Choice, Memory } from './types';

/** Every name under which ConsentHub keeps something in a browser, all of them only after a choice. */
export function names(site: string) {
  return {
    choice: `ch_${site}`,
    visitor: `chid_${site}`,
    state: `ch_${site}_state`,
    outbox: `ch_${site}_outbox`,
    lease: `ch_${site}_lease`,
    receipt: `ch_${site}_receipt`,
    notice: `ch_${site}_notice`,
  } as const;
}

/** The stored choice; where a host and its parent domain hold one each, the later. */
export function readChoice(site: string): Choice | null {
  const found = readCookies(names(site).choice).map(parseChoice).filter(choice => choice !== null);
  return found.sort((a, b) => b.at - a.at)[0] ?? null;
}

export function readVisitorId(site: string): string | null {
  return readCookies(names(site).visitor).find(isVisitorId) ?? null;
}

/** What this origin remembers of the last choice made here; one made on another subdomain has its memory there. */
export function readMemory(store: Store, site: string): Memory | null {
  const kept = readJson(store, names(site).state) as (Partial<Memory> & { v?: unknown }) | null | undefined;
  return kept?.v === 1 && typeof kept.choice === 'string' && typeof kept.id === 'string' && typeof kept.gpc === 'boolean'
    ? { choice: kept.choice, id: kept.id, gpc: kept.gpc }
    : null;
}

/** Only exactly `true` counts; fixed when the page was navigated to. */
export function sendsGpc(): boolean {
  return (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}
