// The three buttons of the panel.
import { databases, storageKeys } from './browser.js';

export function connectActions(panel) {
  const on = (name, act) => panel.querySelector(`[data-action="${name}"]`).addEventListener('click', act);
  on('open', () => window.ConsentHub?.open?.());
  on('withdraw', () => window.ConsentHub?.withdraw?.());
  on('start-over', startOver);
}

/** Erases the visitor on the server, empties the browser's storage, and reloads the page, so that the banner asks again. */
async function startOver(event) {
  event.currentTarget.disabled = true;
  if (/(?:^|; )chid_demo=/.test(document.cookie)) await within(4_000, erase());
  dropCookies();
  for (const area of ['localStorage', 'sessionStorage'])
    for (const key of storageKeys(area)) window[area].removeItem(key);
  for (const name of await databases()) indexedDB.deleteDatabase(name);
  location.reload();
}

async function erase() {
  try {
    await window.ConsentHub?.erase?.();
  } catch { /* Starting over must work even if the server is unavailable. */ }
}

function within(milliseconds, work) {
  return Promise.race([work, new Promise(done => setTimeout(done, milliseconds))]);
}

// A cookie is deleted only under the path and domain that it was set with, so every possible pair is tried.
function dropCookies() {
  const names = document.cookie.split('; ').map(pair => pair.split('=', 1)[0]).filter(Boolean);
  const parts = location.pathname.split('/').filter(Boolean);
  const paths = ['/', ...parts.flatMap((_, i) => [`/${parts.slice(0, i + 1).join('/')}`, `/${parts.slice(0, i + 1).join('/')}/`])];
  const labels = location.hostname.split('.');
  const domains = ['', ...labels.slice(0, -1).map((_, i) => `; Domain=${labels.slice(i).join('.')}`)];
  for (const name of names)
    for (const path of paths)
      for (const domain of domains) document.cookie = `${name}=; Path=${path}; Max-Age=0${domain}`;
}
