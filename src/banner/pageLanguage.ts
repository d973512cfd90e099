/** What `<html lang>` says, empty where it says nothing. */
export function pageLanguage(): string {
  return document.documentElement.lang.trim();
}

/** The offered language that suits the page better than the one at hand, if there is one. */
export function betterLanguage(current: string, offered: readonly string[]): string | undefined {
  const exact = pageLanguage().toLowerCase();
  const primary = exact.split('-', 1)[0]!;
  if (!primary || exact === current.toLowerCase()) return;
  const match = [exact, primary].flatMap(wanted => offered.filter(lang => lang.toLowerCase() === wanted))[0]
    ?? offered.find(lang => lang.toLowerCase().startsWith(`${primary}-`));
  return match === current ? undefined : match;
}
