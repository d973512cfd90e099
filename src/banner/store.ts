import { guard } from './guard';

/** localStorage where it is to be had. Reads of a blocked one answer null, writes answer false. */
export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): boolean;
  drop(key: string): void;
}

export const localStore: Store = {
  get: key => guard(() => localStorage.getItem(key)) ?? null,
  set: (key, value) => guard(() => (localStorage.setItem(key, value), true)) ?? false,
  drop: key => void guard(() => localStorage.removeItem(key)),
};

/** The value under a key, parsed; undefined where it is absent or no JSON. */
export function readJson(store: Store, key: string): unknown {
  const text = store.get(key);
  return text === null ? undefined : guard(() => JSON.parse(text) as unknown);
}
