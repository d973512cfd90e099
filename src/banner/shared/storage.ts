import { guard } from './guard';

/** localStorage, if available. If it is blocked, reads return nothing and writes return false. */
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

/** The value of a key, parsed; nothing if it is absent, blocked or not JSON. */
export function readJson(key: string): unknown {
  return guard(() => JSON.parse(localStorage.getItem(key)!) as unknown);
}
