// An engine skips a function at first and reads it again when it is called, unless it is in parentheses: then it is
// compiled at once, in Chromium on another thread while the script is on its way.
import { Session } from 'node:inspector/promises';
import { Script } from 'node:vm';
import { JSDOM } from 'jsdom';
import { parseAst } from 'rolldown/parseAst';

/** A first layer with something of everything that every page has. */
const sample = {
  site: 'demo', banner: '0', version: 1, validSince: 1, lang: 'en', languages: ['en'], region: 'ZZ', model: 'opt_in',
  categories: [{ id: 'auth', required: true, services: [] }, { id: 'analytics', required: false, services: [{ id: 'statistics', hosts: [], cookies: [] }] }],
  texts: {}, links: { privacy: '/privacy' }, cookie: { maxAge: 1 }, reask: { granted: 1, refused: 1 },
  theme: { layout: 'box', position: 'bottom', radius: 0, scheme: 'auto', font: 'inherit', light: { bg: '#fff' }, dark: { bg: '#000' } },
};

/** Writes the functions of the outermost scope as arrows, before everything else: some bytes less, and a place for parentheses. */
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
 * Puts the arrows that run on every page in parentheses. No others, because what is compiled takes memory. A method has
 * no place for parentheses, so the script writes as arrows what runs at first.
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

/** Shows the first layer on an empty page, and returns where in the script the functions are that ran. */
async function rangesThatRun(script) {
  const page = new JSDOM('<!doctype html><script src="https://hub.example/consent.js?site=demo"></script><p>', { runScripts: 'outside-only', url: 'https://www.example.com/' });
  const { window } = page;
  window.sample = sample;
  // What has to wait is no work of the first moment.
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
