// Builds the blocks of code to copy, for each kind of website.
import { defaultSignals } from './signals.js';

/** The blocks for one site, in the order in which they are put in: title, words, text, id. */
export async function blocksFor(wish) {
  const script = scriptTag(wish);
  const stub = wish.stub ? stubTag(wish.site) : undefined;
  return [...builders[wish.kind]({ ...wish, script, stub }), policy(wish, stub && await policyHash(stub.text), stub), link(wish)];
}

/** The script's tag as attributes, so that each framework can write it in its own way. */
function scriptTag({ hub, site, lang, integrity }) {
  const pinned = integrity ? site.script : undefined;
  if (!pinned) return { src: `${hub}/consent.js?site=${site.key}${lang && `&lang=${lang}`}` };
  const address = new URL(pinned.src, `${hub}/`).href;
  return { src: lang ? `${address}?lang=${lang}` : address, 'data-site': site.key, integrity: pinned.integrity, crossorigin: 'anonymous' };
}

function stubTag({ hosts, signals, stub }) {
  const commands = defaultSignals(signals);
  return { attributes: { 'data-hosts': hosts.join(' '), ...(commands.length > 0 && { 'data-signals': JSON.stringify(commands) }) }, text: stub };
}

const builders = {
  html: ({ script, stub }) => [
    { id: 'head', title: 'In <head>, before every other script', words: 'On every page.', text: [stub && htmlStub(stub), htmlScript(script)].filter(Boolean).join('\n') },
  ],

  tagManager: ({ script, stub }) => [
    ...(stub ? [{ id: 'stub', title: 'In <head>, before the tag manager', words: 'Through the tag manager it would come too late: it must stand before what it holds.', text: htmlStub(stub) }] : []),
    {
      id: 'head', title: 'A Custom HTML tag', text: injected(script),
      words: 'Trigger: Consent Initialization, All Pages. Tag managers drop attributes of scripts, so this one makes its own. Let your other tags wait for the consent types they need.',
    },
  ],

  next: ({ script, stub }) => [
    {
      id: 'head', title: 'app/layout.tsx', words: 'In the root layout, first in <head>.',
      text: `<head>\n${[stub && `  <script${jsx(stub.attributes)} dangerouslySetInnerHTML={{ __html: ${JSON.stringify(stub.text)} }} />`, `  <script${jsx({ ...script, crossorigin: undefined, crossOrigin: script.crossorigin })} async />`].filter(Boolean).join('\n')}\n</head>`,
    },
  ],

  vue: ({ script, stub }) => [
    { id: 'head', title: 'index.html', words: 'In <head>, before the module of your application.', text: [stub && htmlStub(stub), htmlScript(script)].filter(Boolean).join('\n') },
    { id: 'use', title: 'src/consent.js', words: 'Where a component asks: import { consent } and read consent.choices.analytics.', text: composable },
  ],

  aspnet: ({ script, stub }) => [
    // Razor reads @ as code.
    { id: 'head', title: 'Pages/Shared/_Layout.cshtml', words: 'First in <head>.', text: [stub && htmlStub(stub), htmlScript(script)].filter(Boolean).join('\n').replaceAll('@', '@@') },
  ],
};

function htmlStub({ attributes, text }) {
  return `<script${html(attributes)}>${text}</script>`;
}

function htmlScript(attributes) {
  return `<script${html(attributes)} async></script>`;
}

function html(attributes) {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`).join('');
}

function jsx(attributes) {
  return Object.entries(attributes).filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}={${JSON.stringify(value)}}`).join('');
}

function injected(attributes) {
  const lines = Object.entries(attributes).map(([name, value]) => `    script.setAttribute(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  return `<script>\n  (function () {\n    var script = document.createElement('script');\n    script.async = true;\n${lines.join('\n')}\n    document.head.appendChild(script);\n  })();\n</script>`;
}

const composable = `import { reactive } from 'vue';

export const consent = reactive({ choices: {} });

for (const name of ['consenthub:ready', 'consenthub:change'])
  document.addEventListener(name, event => { consent.choices = event.detail.choices; });
`;

function policy({ hub }, hash, stub) {
  const origin = new URL(hub).origin;
  return {
    id: 'policy', title: 'Content-Security-Policy', text: `script-src ${origin}${hash ? ` '${hash}'` : ''}; connect-src ${origin}`,
    words: hash ? 'Add this to your own policy, if you have one. The hash lets the inline script run, whatever hosts and signals its tag names.'
      : stub ? 'Add this to your own policy, if you have one, with the hash of the inline script: open this page over https to have it worked out.'
      : 'Add this to your own policy, if you have one.',
  };
}

function link({ hub, site }) {
  return {
    id: 'link', title: 'The way back', words: 'On every page, usually in the footer: withdrawing must be as easy as agreeing.',
    text: `<a href="${hub}/preferences/${site.key}" data-consenthub="open">Privacy settings</a>`,
  };
}

/** The hash with which a policy allows an inline script. Undefined on a page loaded over plain HTTP, where browsers offer no digest. */
async function policyHash(text) {
  if (!crypto.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
