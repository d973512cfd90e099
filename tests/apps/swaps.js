import { follow } from './router.js';

/** Does what Astro's client router does: fetches the next page, keeps what persists, and inserts its body within a view transition. */
let last = 0;
follow(async path => {
  const mine = ++last;
  const answer = await fetch(path);
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (mine !== last) return;
  const { ready, finished } = document.startViewTransition(() => {
    const before = document.body;
    document.title = next.title;
    before.replaceWith(next.body);
    for (const kept of before.querySelectorAll('[data-persist]')) document.body.querySelector(`#${kept.id}`)?.replaceWith(kept);
    // Scripts from a parsed text do not run by themselves.
    for (const script of document.body.querySelectorAll('script')) {
      const fresh = document.createElement('script');
      for (const { name, value } of script.attributes) fresh.setAttribute(name, value);
      fresh.textContent = script.textContent;
      script.replaceWith(fresh);
    }
  });
  // The next transition aborts this one.
  for (const promise of [ready, finished]) promise.catch(() => {});
});
