import { guard } from './guard';

/** Name and value of all cookies that this page can see; none where they are blocked, or an element named "cookie" stands in for them. */
export function allCookies(): [name: string, value: string][] {
  return guard(() => document.cookie.split('; ').map(pair => /^(.*?)=(.*)$/.exec(pair)?.slice(1) as [string, string]).filter(Boolean)) ?? [];
}

/** Every value stored under a name: a cookie of this host and one of a parent domain may stand side by side. */
export function readCookies(name: string): string[] {
  return allCookies().filter(pair => pair[0] === name).map(pair => pair[1]);
}
