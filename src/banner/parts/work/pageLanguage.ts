/** What `<html lang>` says, empty where it says nothing. */
export function pageLanguage(): string {
  return document.documentElement.lang.trim();
}

/** The offered language that suits `wanted` best. */
export function offeredLanguage(wanted: string, offered: readonly string[]): string | undefined {
  const page = wanted.toLowerCase();
  const primary = (lang: string) => lang.toLowerCase().split('-')[0];
  return offered.find(lang => lang.toLowerCase() === page) ?? offered.find(lang => primary(lang) === primary(page));
}
