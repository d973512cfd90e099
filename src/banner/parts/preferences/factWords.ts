import { duration, word } from '../../shared/texts';
import type { DeclaredStorage, Notice } from '../../shared/types';

/** A code of the notice in words: `legitimate_interests` under `basis` is worded by basisLegitimateInterests. */
export function coded(notice: Notice, key: string, code: string): string {
  return word(notice, `${key}_${code}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
}

/** A country by its name; by its code in a browser that knows no names. */
export function country({ lang }: Notice, code: string): string {
  try {
    return new Intl.DisplayNames(lang, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** How long a declared entry is stored; empty for a pixel, which stores none. */
export function kept(notice: Notice, { kind, duration: lasts }: DeclaredStorage): string {
  if (lasts) return duration(lasts, notice.lang) || word(notice, 'sessionDuration');
  return kind === 'pixel' ? '' : word(notice, kind === 'session_storage' ? 'sessionDuration' : 'noEnd');
}
