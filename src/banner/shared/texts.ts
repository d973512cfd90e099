import type { Notice } from './types';

/** A text of the notice with its holes filled; empty where the notice has none of this name. */
export function word({ texts }: Pick<Notice, 'texts'>, key: string, values: Readonly<Record<string, string>> = {}): string {
  return `${Object.hasOwn(texts, key) ? texts[key] : ''}`.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}
