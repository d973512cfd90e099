const units = [['Y', 'year'], ['M', 'month'], ['W', 'week'], ['D', 'day']] as const;
const times = [['H', 'hour'], ['M', 'minute'], ['S', 'second']] as const;

/** "13 months" for P13M in the notice's language; '' for a session (PT0S); the text itself where it is no duration. */
export function duration(iso: string, lang: string): string {
  const match = /^P([^T]*)(?:T(.*))?$/.exec(iso);
  if (!match) return iso;
  const parts = [...read(match[1]!, units), ...read(match[2] ?? '', times)].filter(([count]) => count > 0);
  try {
    return parts.map(([count, unit]) =>
      new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(count)).join(' ');
  } catch {
    return iso;
  }
}

function read(text: string, names: readonly (readonly [string, string])[]): [number, string][] {
  return names.flatMap(([letter, unit]) => {
    const found = new RegExp(`(\\d+)${letter}`).exec(text);
    return found ? [[+found[1]!, unit] as [number, string]] : [];
  });
}
