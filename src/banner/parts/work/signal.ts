import type { ConsentState, SignalTypes } from '../../shared/types';

type Queue = { push(...entries: unknown[]): unknown };
type Page = { uetq?: Queue; clarity?: { (...call: unknown[]): void; q?: unknown[] } };

/**
 * Sends consent signals to Google (Consent Mode v2), Microsoft (UET, Clarity) and the tag manager, as the site
 * configures them. The defaults are sent first, once a page, unless the inline stub has sent them. The state follows
 * after a choice, or at once under a model that allows before it asks.
 */
export function signal({ notice: { signals, model }, choice, decision }: ConsentState, event: 'ready' | 'change'): void {
  if (!signals) return;
  const { google, uet, clarity } = signals;
  const page = window as Page;
  const layer = signals.dataLayerName;
  const dataLayer = () => (page as Record<string, Queue | undefined>)[layer] ??= [];
  // Google's code expects the arguments object, not an array.
  const gtag: (...call: unknown[]) => void = function () {
    dataLayer().push(arguments);
  };
  /** A type that several categories control is granted if all of them are. */
  const typed = (types: SignalTypes, denied: boolean) => {
    const states: Record<string, 'granted' | 'denied'> = {};
    for (const [category, names] of Object.entries(types)) {
      for (const name of names) {
        const granted = name === 'security_storage' || (!denied && decision.categories.get(category) && states[name] !== 'denied');
        states[name] = granted ? 'granted' : 'denied';
      }
    }
    return states;
  };

  /**
   * Has the stub sent the defaults to this queue? Its tag names the queues that it fills; the tag of an older snippet
   * names none.
   */
  const sent = (queue: string) => document.querySelector(`script[data-signals*='"${queue}"']`);

  if (event === 'ready') {
    if (google && !sent(layer)) {
      gtag('consent', 'default', { ...typed(google.types, true), wait_for_update: google.waitForUpdate });
      if (google.adsDataRedaction) gtag('set', 'ads_data_redaction', true);
      if (google.urlPassthrough) gtag('set', 'url_passthrough', true);
    }
    if (uet && !sent('uetq')) (page.uetq ??= []).push('consent', 'default', typed(uet, true));
  }
  if (choice || model !== 'opt_in') {
    if (google) gtag('consent', 'update', typed(google.types, false));
    if (uet) (page.uetq ??= []).push('consent', 'update', typed(uet, false));
  }
  if (clarity) {
    page.clarity ??= function () {
      (page.clarity!.q ??= []).push(arguments);
    };
    page.clarity('consentv2', { ad_Storage: 'denied', analytics_Storage: 'denied', ...typed(clarity, false) });
  }
  if (signals.dataLayer) dataLayer().push({ event: `consenthub_${event}`, consent: Object.fromEntries(decision.categories) });
}
