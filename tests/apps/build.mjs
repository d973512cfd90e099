// Bundles the applications of the walk tests: node build.mjs FOLDER. Each gets a folder with app.js and a page for every route.
import { build } from 'esbuild';
import { compile } from 'svelte/compiler';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bodyOf } from './pages.mjs';
import { routes } from './router.js';

const out = process.argv[2];
const here = path => fileURLToPath(new URL(path, import.meta.url));
const scripts = ['{hub}consent.js?site=shop', '/watch.js', '/app.js'];
const shell = body => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Customer</title>${
  scripts.map(src => `<script src="${src}"${src.includes('consent.js') ? ' async' : src === '/app.js' ? ' defer' : ''}></script>`).join('')}</head><body>${body}</body></html>`;

/** StrictMode makes React render twice only if React is built for development. */
const options = { bundle: true, format: 'iife', target: 'es2022', jsx: 'automatic', jsxDev: false, logLevel: 'error', define: {
  'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
} };
const svelte = {
  name: 'svelte',
  setup: pipeline => pipeline.onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({ contents: compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' }).js.code })),
};

async function app(name, entry, pageOf, more = {}) {
  await mkdir(join(out, name), { recursive: true });
  await build({ ...options, ...more, entryPoints: [here(entry)], outfile: join(out, name, 'app.js') });
  const html = await pageOf();
  for (const route of routes) await writeFile(join(out, name, `${route.replaceAll('/', '_')}.html`), typeof html === 'function' ? html(route) : html);
}

/** Both versions of React from one source: each is looked up from its own package. */
async function react(name) {
  const find = createRequire(here(`./${name}/package.json`));
  const alias = Object.fromEntries(['react', 'react-dom'].map(one => [one, dirname(find.resolve(`${one}/package.json`))]));
  const server = join(out, `${name}-server.mjs`);
  await build({ ...options, alias, entryPoints: [here('./react/server.jsx')], platform: 'node', format: 'cjs', outfile: server.replace('.mjs', '.cjs') });
  const { root, whole } = createRequire(import.meta.url)(server.replace('.mjs', '.cjs'));
  await app(name, './react/client.jsx', () => shell('<div id="root"></div>'), { alias });
  await app(`${name}-root`, './react/root.jsx', () => shell(`<div id="root">${root()}</div>`), { alias });
  await app(`${name}-document`, './react/document.jsx', () => whole(scripts), { alias });
}

await mkdir(out, { recursive: true });
const empty = () => shell('<div id="root"></div>');
const rendered = () => route => shell(bodyOf(route));
await Promise.all([
  react('react18'),
  react('react19'),
  app('vue', './vue/main.js', empty, { alias: { vue: 'vue/dist/vue.esm-bundler.js' } }),
  app('svelte', './svelte/main.js', empty, { plugins: [svelte], conditions: ['svelte', 'browser', 'development'] }),
  app('turbo', './turbo.js', rendered),
  app('htmx', './htmx.js', rendered),
  app('swaps', './swaps.js', rendered),
]);
