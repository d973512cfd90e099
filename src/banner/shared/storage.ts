import { guard } from './guard';

/** localStorage where it is to be had. Reads of a blocked one answer nothing, writes answer false. */
export interface Store {
  get(key: string): string | null | undefined;
  set(key: string, value: string): boolean;
  drop(key: string): void;
}

export const localStore: Store = {
  get: key => guard(() => localStorage.getItem(key)),
  set: (key, value) => !!guard(() => (localStorage.setItem(key, value), true)),
  drop: key => guard(() => localStorage.removeItem(key)),
};

/** What is kept under a key, parsed; nothing where it is absent, blocked or no JSON. */
export function readJson(key: string): unknown {
  return guard(() => JSON.parse(localStorage.getItem(key)!) as unknown);
}
