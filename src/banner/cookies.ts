import { guard } from './guard';

/** All cookies that this page can see, as matches with name and value; none where they are blocked, or an element named "cookie" stands in for them. */
export function allCookies(): string[][] {
  return guard(() => [...document.cookie.matchAll(/([^=; ][^=;]*)=([^;]*)/g)]) ?? [];
}

/** Every value stored under a name: a cookie of this host and one of a parent domain may stand side by side. */
export function readCookies(name: string): string[] {
  return allCookies().filter(pair => pair[1] === name).map(pair => pair[2]!);
}
