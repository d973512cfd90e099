import type { ConsentHubApi } from '../../../wwwroot/consenthub';
import { createSignIn } from './signIn';

/**
 * Adds `identify` and `signOut` to the API. The script of the first layer has neither, so that sites without sign-in
 * don't pay for them. The two scripts may load in any order. A token in `data-token` is used at once.
 */
export function start(tag: HTMLScriptElement): void {
  const [, base] = /^(.+?)\/[^/?]*(\?|$)/.exec(tag.src)!;
  const site = tag.getAttribute('data-site') ?? /[?&]site=([\w-]+)/.exec(tag.src)?.[1];
  if (!site) return;
  const token = tag.getAttribute('data-token');
  const page = window as unknown as { ConsentHub?: ConsentHubApi | unknown[] };
  const join = () => {
    const api = page.ConsentHub as ConsentHubApi;
    const signIn = createSignIn({ base: base!, site }, api.ready);
    Object.assign(api, signIn);
    if (token) void signIn.identify(token);
  };
  page.ConsentHub ??= [];
  if ('ready' in page.ConsentHub) join();
  else page.ConsentHub.push(['on', 'ready', join]);
}
