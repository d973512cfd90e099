import { readJson, type Store } from '../../../shared/storage';
import type { Item } from '../../../shared/types';
import { longestElapsed } from './item';

/** The waiting items, in localStorage so that they outlive the page, or in memory if that is blocked or full. */
export interface OutboxStorage {
  load(now: number): Item[];
  put(item: Item): void;
  remove(id: string): void;
  clear(): void;
}

export function createOutboxStorage(store: Store, key: string): OutboxStorage {
  const unkept = new Map<string, Item>();

  const stored = (): Item[] => {
    const found = readJson(key) as { v?: unknown; items?: unknown } | undefined;
    return found?.v === 1 && Array.isArray(found.items) ? found.items.filter(isItem) : [];
  };
  const write = (items: Item[]): boolean => {
    if (items.length > 0) return store.set(key, JSON.stringify({ v: 1, items }));
    store.drop(key);
    return true;
  };
  const remove = (id: string) => {
    unkept.delete(id);
    const items = stored();
    if (items.some(item => item.body.id === id)) write(items.filter(item => item.body.id !== id));
  };

  return {
    remove,
    load(now) {
      const all = [...stored(), ...unkept.values()];
      const old = all.filter(item => now - item.at > longestElapsed);
      for (const item of old) remove(item.body.id);
      return all.filter(item => !old.includes(item));
    },
    put(item) {
      const others = stored().filter(other => other.body.id !== item.body.id);
      if (write([...others, item]) && stored().some(kept => kept.body.id === item.body.id)) unkept.delete(item.body.id);
      else unkept.set(item.body.id, item);
    },
    clear() {
      unkept.clear();
      store.drop(key);
    },
  };
}

function isItem(value: unknown): value is Item {
  const item = value as Partial<Item> | null;
  return typeof item?.at === 'number' && typeof item.next === 'number' && typeof item.tries === 'number'
    && typeof item.body?.id === 'string';
}
