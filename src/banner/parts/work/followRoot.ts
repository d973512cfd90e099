import { guard } from '../../shared/guard';

/** Calls `onLanguage` when the page changes `<html lang>`, and `onScheme` when its colour scheme may have changed. */
export function followRoot(onLanguage: () => void, onScheme: () => void): void {
  new MutationObserver(records => guard(() => {
    onScheme();
    if (records.some(({ attributeName }) => attributeName === 'lang')) onLanguage();
  })).observe(document.documentElement, { attributes: true });
  guard(() => matchMedia('(prefers-color-scheme:dark)').addEventListener('change', () => guard(onScheme)));
}
