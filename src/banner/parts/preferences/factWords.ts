import { duration, word } from '../../shared/texts';
import type { DeclaredStorage, Notice } from '../../shared/types';

/** The text for a code of the notice: for `legitimate_interests` under `basis` it is basisLegitimateInterests. */
export function coded(notice: Notice, key: string, code: string, values?: Record<string, string>): string {
  return word(notice, `${key}_${code}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), values);
}

/** The name of a country in the notice's language, or its code if the browser knows no name. */
export function country({ lang }: Notice, code: string): string {
  try {
    return new Intl.DisplayNames(lang, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** How long a declared entry is stored; empty for a pixel, which stores nothing. */
export function kept(notice: Notice, { kind, duration: lasts }: DeclaredStorage): string {
  if (lasts) return duration(lasts, notice.lang) || word(notice, 'sessionDuration');
  return kind === 'pixel' ? '' : word(notice, kind === 'session_storage' ? 'sessionDuration' : 'noEnd');
}
