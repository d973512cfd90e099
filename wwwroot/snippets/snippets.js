// The page itself: reads the form, requests the site from the hub, shows the blocks to copy.
import { readSite, UnknownSite } from './site.js';
import { blocksFor } from './blocks.js';

const form = document.getElementById('wishes');
const status = document.getElementById('status');
const blocks = document.getElementById('blocks');
const hub = new URL('..', location.href).href.replace(/\/$/, '');
let site;
let asked = 0;

form.addEventListener('submit', event => {
  event.preventDefault();
  void load(form.elements.site.value.trim());
});
form.addEventListener('change', event => {
  if (event.target !== form.elements.site) void show();
});

const first = new URLSearchParams(location.search).get('site');
if (first) {
  form.elements.site.value = first;
  void load(first);
}

async function load(key) {
  const turn = ++asked;
  tell(`Looking up ${key} …`);
  try {
    const found = await readSite(hub, key);
    if (turn !== asked) return;
    site = found;
    history.replaceState(null, '', `?site=${encodeURIComponent(key)}`);
    offer();
    await show();
  } catch (error) {
    if (turn !== asked) return;
    site = undefined;
    blocks.replaceChildren();
    tell(error instanceof UnknownSite ? `This hub has no site ${key}.` : 'The hub did not answer. Try again in a moment.', true);
  }
}

// Offers what the site and the hub support: the site's languages, the inline script, the pinned build.
function offer() {
  const { lang, stub, integrity } = form.elements;
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  const wanted = lang.value;
  lang.replaceChildren(lang.options[0], ...site.languages.map(tag => new Option(`${names.of(tag)} (${tag})`, tag)));
  lang.value = site.languages.includes(wanted) ? wanted : '';
  enable(stub, site.stub);
  enable(integrity, site.script);
}

function enable(box, possible) {
  box.disabled = !possible;
  box.checked &&= !!possible;
}

async function show() {
  if (!site) return;
  const turn = ++asked;
  const { kind, lang, stub, integrity } = form.elements;
  const made = await blocksFor({ hub, site, kind: kind.value, lang: lang.value, stub: stub.checked, integrity: integrity.checked });
  if (turn !== asked) return;
  blocks.replaceChildren(...made.map(block));
  tell(`${site.name}: ${site.hosts.length === 0 ? 'no hosts of optional services are declared' : `holds ${site.hosts.join(', ')} where the inline script is used`}.`);
}

function block({ title, words, text, id }) {
  const section = element('section', { className: 'card block', id });
  const head = element('div', { className: 'block-head' });
  const heading = element('h2', { textContent: title, id: `${id}-title` });
  const copy = element('button', { type: 'button', textContent: 'Copy' });
  copy.setAttribute('aria-describedby', heading.id);
  const code = element('pre', { textContent: text, tabIndex: 0 });
  code.setAttribute('role', 'region');
  code.setAttribute('aria-labelledby', heading.id);
  copy.addEventListener('click', () => put(text, title, code));
  head.append(heading, copy);
  section.append(head, element('p', { className: 'small', textContent: words }), code);
  return section;
}

async function put(text, title, code) {
  try {
    await navigator.clipboard.writeText(text);
    tell(`Copied: ${title}.`);
  } catch {
    // No clipboard without https, or where the visitor said no: marked, it can be copied by hand.
    getSelection().selectAllChildren(code);
    tell('Your browser does not let this page copy. The text is selected: copy it yourself.', true);
  }
}

function tell(text, warn = false) {
  status.textContent = text;
  status.classList.toggle('warn', warn);
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
