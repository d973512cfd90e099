/** What `<html lang>` says, empty where it says nothing. */
export function pageLanguage(): string {
  return document.documentElement.lang.trim();
}

/** The offered language that suits the page better than the one at hand, if there is one. */
export function betterLanguage(current: string, offered: readonly string[]): string | undefined {
  const page = pageLanguage().toLowerCase();
  const primary = (lang: string) => lang.toLowerCase().split('-')[0];
  const match = offered.find(lang => lang.toLowerCase() === page) ?? offered.find(lang => primary(lang) === primary(page));
  return match === current || page === current.toLowerCase() ? undefined : match;
}
