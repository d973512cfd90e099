// A JavaScript engine first skips a function's body and compiles it when it is called. If the function is in
// parentheses, the engine compiles it at once; Chromium does so on another thread while the script is loading.
import { Session } from 'node:inspector/promises';
import { Script } from 'node:vm';
import { JSDOM } from 'jsdom';
import { parseAst } from 'rolldown/parseAst';

/** A first layer with every kind of content that all pages have. */
const sample = {
  site: 'demo', banner: '0', version: 1, validSince: 1, lang: 'en', languages: ['en'], region: 'ZZ', model: 'opt_in',
  categories: [{ id: 'auth', required: true, services: [] }, { id: 'analytics', required: false, services: [{ id: 'statistics', hosts: [], cookies: [] }] }],
  texts: {}, links: { privacy: '/privacy' }, cookie: { maxAge: 1 }, reask: { granted: 1, refused: 1 },
  theme: { layout: 'box', position: 'bottom', radius: 0, scheme: 'auto', font: 'inherit', light: { bg: '#fff' }, dark: { bg: '#000' } },
};

/**
 * Rewrites top-level function declarations as arrow functions at the start of the script. That saves some bytes, and an
 * arrow function, unlike a declaration, can be put in parentheses.
 */
export function withArrows(code) {
  const textOf = (from, to = from) => code.slice(from.start, to.end);
  const isPlain = node => node.type === 'FunctionDeclaration' && !node.async && !node.generator && !/\b(this|arguments)\b/.test(textOf(node));
  const arrow = ({ id, params, body }) => {
    const list = params.length ? textOf(params[0], params.at(-1)) : '';
    const { type, argument } = body.body.length === 1 ? body.body[0] : {};
    const value = type === 'ReturnStatement' && argument && textOf(argument);
    return `${id.name}=${/^\w+$/.test(list) ? list : `(${list})`}=>`
      + (!value ? textOf(body) : value.startsWith('{') || argument.type === 'SequenceExpression' ? `(${value})` : value);
  };
  const { body } = parseAst(code);
  return `let ${body.filter(isPlain).map(arrow).join()};${body.filter(node => !isPlain(node)).map(node => textOf(node)).join('')}`;
}

/**
 * Puts those arrow functions in parentheses that run on every page, and no others, because compiled code takes memory. A
 * method can't be put in parentheses, so the source writes what runs at first as arrow functions.
 */
export async function withEagerArrows(script, marker) {
  const ran = await rangesThatRun(script.replace(marker, 'window.sample'.padEnd(marker.length)));
  const places = [];
  const visit = (node) => {
    if (typeof node !== 'object' || !node) return;
    const { type, start, end } = node;
    const called = script[start - 1] + script.slice(end, end + 2) === '()(';
    if (type === 'ArrowFunctionExpression' && !called && ran.has(`${start},${end}`)) places.push([start, '('], [end, ')']);
    Object.values(node).forEach(visit);
  };
  visit(parseAst(script));
  return places.sort(([a], [b]) => b - a).reduce((text, [at, sign]) => text.slice(0, at) + sign + text.slice(at), script);
}

/** Shows the first layer on an empty page. Returns the source ranges of the functions that ran. */
async function rangesThatRun(script) {
  const page = new JSDOM('<!doctype html><script src="https://hub.example/consent.js?site=demo"></script><p>', { runScripts: 'outside-only', url: 'https://www.example.com/' });
  const { window } = page;
  window.sample = sample;
  // Delayed work does not count as running at first, so it never runs here.
  window.setTimeout = (step, delay) => delay || queueMicrotask(step);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  new Script(script, { filename: 'consent.js' }).runInContext(page.getInternalVMContext());
  await new Promise(setImmediate);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  if (!window.document.querySelector('#consenthub')?.shadowRoot.querySelector('.banner')) throw new Error('The script has shown no first layer, so what runs at first is unknown.');
  window.close();
  return new Set(result.find(({ url }) => url === 'consent.js').functions.filter(({ ranges: [range] }) => range.count).map(({ ranges: [range] }) => `${range.startOffset},${range.endOffset}`));
}
