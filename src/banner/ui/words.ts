import type { Notice } from '../types';

/** Shown only where the hub did not answer and the first layer carries no such text. */
const spare: Readonly<Record<string, string>> = {
  save: 'Save choice',
  saved: 'Your choice is saved.',
  alwaysOn: 'Always on',
  close: 'Close',
};

export function word(notice: Notice, key: string, values: Readonly<Record<string, string>> = {}): string {
  const text = notice.texts[key] ?? spare[key];
  if (typeof text !== 'string') return '';
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => (Object.hasOwn(values, name) ? values[name]! : hole));
}

/** "a, b and c" in the notice's language. */
export function listed(notice: Notice, names: readonly string[]): string {
  try {
    return new Intl.ListFormat(notice.lang, { type: 'conjunction' }).format(names);
  } catch {
    return names.join(', ');
  }
}
