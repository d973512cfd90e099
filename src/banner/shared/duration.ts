const dates = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;
const times = { H: 'hour', M: 'minute', S: 'second' } as const;

/** "13 months" for P13M in the notice's language; '' for a session (PT0S); the text itself where it is no duration. */
export function duration(iso: string, lang: string): string {
  const [date, time = ''] = iso.split('T');
  if (!/^P/.test(iso)) return iso;
  try {
    return [...read(date!, dates), ...read(time, times)].map(([count, unit]) =>
      new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(count)).join(' ');
  } catch {
    return iso;
  }
}

function read(text: string, names: Readonly<Record<string, string>>): [number, string][] {
  return [...text.matchAll(/(\d+)([A-Z])/g)].map(([, count, letter]) => [+count!, names[letter!]!] as [number, string]).filter(([count]) => count > 0);
}
