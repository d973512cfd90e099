import type { ConsentHubApi } from '../../../wwwroot/consenthub';
import { createSignIn } from './signIn';

/**
 * Adds `identify` and `signOut` to the API. The script of the first layer has neither, so that sites without sign-in
 * don't pay for them. The page loads this script after it.
 */
export function start(tag: HTMLScriptElement, api: ConsentHubApi): void {
  const [, base] = /^(.+?)\/[^/?]*(\?|$)/.exec(tag.src)!;
  const site = tag.getAttribute('data-site') ?? /[?&]site=([\w-]+)/.exec(tag.src)?.[1];
  if (site) Object.assign(api, createSignIn({ base: base!, site }, api.ready));
}
