// What the server stored for this visitor, compared with the choice that this browser keeps.
const site = 'v1/sites/demo';
const sendingTakes = 400;   // time for the script to send a new choice; an earlier request would not find it
const firstPause = 600;
const longestPause = 15_000;

/**
 * Calls `show` with one of: {state: 'none'}, {state: 'erased'}, {state: 'asking'},
 * {state: 'pending', reason: 'unknown' | 'older' | 'unreachable'}, {state: 'stored', current, records}.
 */
export function connectServer(show) {
  let choice;
  let id;
  let timer = 0;
  let turn = 0;

  async function ask(pause) {
    const mine = ++turn;
    const state = await readState(choice, id);
    if (mine !== turn) return;   // the visitor decided again meanwhile
    show(state);
    // The script may send the choice later, so this repeats the request until the server has it.
    if (state.state === 'pending') timer = setTimeout(ask, pause, Math.min(pause * 2, longestPause));
  }

  function start(delay) {
    clearTimeout(timer);
    turn++;
    if (!id) show({ state: choice ? 'erased' : 'none' });
    else timer = setTimeout(ask, delay, firstPause);
  }

  return {
    follow(newChoice, newId) {
      if (newChoice === choice && newId === id) return;
      const fresh = choice !== undefined;
      [choice, id] = [newChoice, newId];
      if (id) show({ state: 'asking' });
      start(fresh ? sendingTakes : 0);
    },
    again() {
      if (id) start(0);
    },
  };
}

async function readState(choice, id) {
  try {
    const current = await get('consent', id);
    if (!current) return { state: 'pending', reason: 'unknown' };
    if (!sameGrants(choice, current.choices)) return { state: 'pending', reason: 'older' };
    const history = await get('consent/history', id);
    return { state: 'stored', current, records: history?.records ?? [] };
  } catch {
    return { state: 'pending', reason: 'unreachable' };
  }
}

async function get(path, id) {
  const answer = await fetch(`${site}/${path}`, { headers: { 'Visitor-Id': id }, cache: 'no-store' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

// The cookie: 1~{notice}~{unix seconds}~{model}~{granted ids joined by .}~{services that differ}
function sameGrants(cookie, choices) {
  if (!cookie) return true;
  const kept = new Set((decodeURIComponent(cookie).split('~')[4] ?? '').split('.').filter(Boolean));
  const stored = Object.keys(choices ?? {}).filter(category => choices[category]);
  return stored.length === kept.size && stored.every(category => kept.has(category));
}
