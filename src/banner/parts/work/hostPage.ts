import { guard } from '../../shared/guard';

/** The value of `<html lang>`, empty if it is absent. */
export function pageLanguage(): string {
  return document.documentElement.lang.trim();
}

/** The offered language that suits `wanted` best. */
export function offeredLanguage(wanted: string, offered: readonly string[]): string | undefined {
  const page = wanted.toLowerCase();
  const primary = (lang: string) => lang.toLowerCase().split('-')[0];
  return offered.find(lang => lang.toLowerCase() === page) ?? offered.find(lang => primary(lang) === primary(page));
}

/** Calls `onLanguage` when the page changes `<html lang>`, and `onScheme` when its colour scheme may have changed. */
export function followRoot(onLanguage: () => void, onScheme: () => void): void {
  new MutationObserver(records => guard(() => {
    onScheme();
    if (records.some(({ attributeName }) => attributeName === 'lang')) onLanguage();
  })).observe(document.documentElement, { attributes: true });
  guard(() => matchMedia('(prefers-color-scheme:dark)').addEventListener('change', () => guard(onScheme)));
}

/**
 * Is this a frame in a page of the same origin where ConsentHub runs? That page asks for both, and `look` reads its
 * choices. Waits until the outer pages have loaded, since their scripts may run after this one.
 */
export async function followsPage(look: () => void): Promise<boolean> {
  for (let here: Window = window; here !== here.parent; here = here.parent) {
    const around = guard(() => here.parent.document && here.parent);
    if (!around) continue;
    const isAtWork = () => !!(around as { ConsentHub?: unknown }).ConsentHub;
    if (!isAtWork() && around.document.readyState !== 'complete') await new Promise(done => around.addEventListener('load', done, { once: true }));
    if (!isAtWork()) continue;
    around.document.addEventListener('consenthub:change', look);
    addEventListener('pagehide', () => around.document.removeEventListener('consenthub:change', look));
    return true;
  }
  return false;
}
