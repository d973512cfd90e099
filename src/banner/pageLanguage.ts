/** What `<html lang>` says, empty where it says nothing. */
export function pageLanguage(): string {
  return document.documentElement.lang.trim();
}

/** The offered language that suits a page better than the one at hand, or null where there is none. */
export function betterLanguage(page: string, current: string, offered: readonly string[]): string | null {
  const wanted = page.toLowerCase();
  if (wanted === '' || wanted === current.toLowerCase()) return null;
  const primary = wanted.split('-', 1)[0]!;
  const match = offered.find(lang => lang.toLowerCase() === wanted)
    ?? offered.find(lang => lang.toLowerCase() === primary)
    ?? offered.find(lang => lang.toLowerCase().split('-', 1)[0] === primary);
  return match !== undefined && match.toLowerCase() !== current.toLowerCase() ? match : null;
}
