import { choicesOf, type Live } from '../live';
import type { SignalTypes } from '../types';

/** Tells the others of a state. */
export type Signal = (state: Live, event: 'ready' | 'change') => void;

type Queue = { push(...entries: unknown[]): unknown };
type Page = { dataLayer?: Queue; uetq?: Queue; clarity?: { (...call: unknown[]): void; q?: unknown[] } };

/**
 * Tells Google (Consent Mode v2), Microsoft (UET, Clarity) and the tag manager, as far as the site wants it. Defaults
 * go first, once a page, unless the inline stub has sent them; then the state, where there is one to tell: after a
 * choice, or under a model that allows before it asks.
 */
export const signal: Signal = ({ notice: { signals, model }, choice, decision }, event) => {
  if (!signals) return;
  const { google, uet, clarity } = signals;
  const page = window as Page;
  // Google's own form: the arguments object, not an array.
  const gtag: (...call: unknown[]) => void = function () {
    (page.dataLayer ??= []).push(arguments);
  };
  const typed = (types: SignalTypes, denied: boolean) => Object.fromEntries(Object.entries(types).flatMap(([category, names]) =>
    names.map(name => [name, (!denied && decision.categories.get(category)) || name === 'security_storage' ? 'granted' : 'denied'])));

  if (event === 'ready' && !document.querySelector('script[data-hosts],script[data-signals]')) {
    if (google) {
      gtag('consent', 'default', { ...typed(google.types, true), wait_for_update: google.waitForUpdate });
      if (google.adsDataRedaction) gtag('set', 'ads_data_redaction', true);
      if (google.urlPassthrough) gtag('set', 'url_passthrough', true);
    }
    if (uet) (page.uetq ??= []).push('consent', 'default', typed(uet, true));
  }
  if (choice || model !== 'opt_in') {
    if (google) gtag('consent', 'update', typed(google.types, false));
    if (uet) (page.uetq ??= []).push('consent', 'update', typed(uet, false));
  }
  if (clarity) {
    page.clarity ??= function () {
      (page.clarity!.q ??= []).push(arguments);
    };
    page.clarity('consentv2', typed(clarity, false));
  }
  if (signals.dataLayer) (page.dataLayer ??= []).push({ event: `consenthub_${event}`, consent: { ...choicesOf({ decision } as Live) } });
};
