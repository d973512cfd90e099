import { guard } from './guard';

/** All cookies that this page can see, as matches with name and value; none where they are blocked, or where a form named "cookie" shadows `document.cookie`. */
export function allCookies(): string[][] {
  return guard(() => [...document.cookie.matchAll(/([^=; ][^=;]*)=([^;]*)/g)]) ?? [];
}

/** Every value stored under a name: this host and a parent domain may each have a cookie of that name. */
export function readCookies(name: string): string[] {
  return allCookies().filter(pair => pair[1] === name).map(pair => pair[2]!);
}
