// Writes into the rows that the page already has. It changes only what differs, so that neither the focus nor a screen reader loses its place.
import { declaredBy } from './declared.js';
import { categoryWords, hubWords, kindWords, storedWords, serverWords } from './words.js';
import { categories } from './hub.js';
import { tagNames } from './tags.js';

export function showHub(panel, hub, notice) {
  set(panel, 'hub', hub.state);
  text(panel.querySelector('#inspector-hub'), hubWords(hub, notice));
  for (const id of categories) {
    const state = hub.allowed.has(id) ? 'allowed' : 'held';
    const row = panel.querySelector(`[data-category="${id}"]`);
    set(row, 'state', state);
    set(panel.querySelector(`[data-dot="${id}"]`), 'state', state);
    const name = notice?.categories.find(category => category.id === id)?.name;
    if (name) text(row.querySelector('.row-name'), name);
    text(row.querySelector('.pill'), state);
    text(row.querySelector('.words'), categoryWords[id][state]);
  }
  const decided = document.cookie.includes('ch_demo=');
  panel.querySelector('[data-action="open"]').disabled = hub.state !== 'ready';
  panel.querySelector('[data-action="withdraw"]').disabled = hub.state !== 'ready' || !decided;
}

export function showTags(panel, hub, ran) {
  for (const name of tagNames) {
    const row = panel.querySelector(`[data-tag="${name}"]`);
    const at = ran.get(name);
    // The basket's tag is not marked, so the consent script never stops it.
    const mayRun = name === 'session' || hub.mayRun(row.dataset.of, row.dataset.service);
    const state = !at ? 'held' : mayRun ? 'ran' : 'stopped';
    set(row, 'state', state);
    text(row.querySelector('.pill'), { held: 'held back', ran: `ran ${clock(at)}`, stopped: `off, ran ${clock(at)}` }[state]);
  }
}

let shownRows = '[]';

export function showBrowser(panel, browser, notice) {
  const rows = browser.items.map(item => ({ ...item, by: declaredBy(notice, item) }));
  const key = JSON.stringify(rows);
  if (shownRows === key) return;
  shownRows = key;
  panel.querySelector('#inspector-stored').replaceChildren(...rows.map(({ name, kind, by }) => {
    const row = element('li', 'row');
    Object.assign(row.dataset, { stored: name, kind, service: by.service ?? '', state: by.known ? 'declared' : 'undeclared' });
    const code = element('span', 'row-name');
    code.append(element('code', '', name));
    row.append(code, ' ', element('span', 'pill', kindWords[kind]), element('p', 'words', by.words));
    return row;
  }));
  text(panel.querySelector('#inspector-count'), String(rows.length));
  text(panel.querySelector('#inspector-stored-words'), storedWords(rows.length));
}

export function showServer(panel, answer) {
  const group = panel.querySelector('#inspector-server');
  set(group, 'server', answer.state);
  set(group, 'reason', answer.reason ?? '');
  text(panel.querySelector('#inspector-server-words'), serverWords(answer));
  const stored = answer.state === 'stored';
  panel.querySelector('#inspector-record').replaceChildren(...(stored ? facts(answer) : []));
  panel.querySelector('#inspector-history').replaceChildren(...(stored ? answer.records.slice(0, 6).map(step) : []));
}

function facts({ current, records }) {
  const source = current.source ?? records.find(record => record.id === current.id)?.source;
  const granted = Object.entries(current.choices).filter(([, on]) => on).map(([id]) => id);
  const denied = Object.entries(current.choices).filter(([, on]) => !on).map(([id]) => id);
  const pairs = [
    ['status', 'Status', current.status],
    ['action', 'Action', spaced(current.action)],
    ['source', 'Source', spaced(source)],
    ['choices', 'Allowed', granted.join(', ') || 'nothing'],
    ['denied', 'Refused', denied.join(', ') || 'nothing'],
    ['decidedAt', 'Decided', moment(current.decidedAt)],
    ['expiresAt', 'Valid until', moment(current.expiresAt)],
    ['count', 'Records', String(records.length)],
  ];
  return pairs.flatMap(([field, name, value]) => {
    const dd = element('dd', '', value);
    dd.dataset.field = field;
    return [element('dt', '', name), dd];
  });
}

function step(record) {
  const row = element('li', '');
  row.append(element('b', '', spaced(record.action)), `, ${moment(record.decidedAt)}${record.source ? `, from ${record.source}` : ''}`);
  return row;
}

function element(name, className, content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

function set(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

const spaced = word => String(word ?? '–').replaceAll('_', ' ');
const clock = iso => new Date(iso).toLocaleTimeString('en-GB');
const moment = iso => new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
