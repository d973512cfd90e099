import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createGate } from '../../src/banner/gate/gate';
import { hold } from '../../src/banner/parts/work/hold';
import { freshBrowser, settled } from './support/browser';

beforeEach(freshBrowser);

function gate(granted: Set<string>, nonce = '') {
  return createGate(category => granted.has(category), nonce, held => hold(held, () => undefined), () => undefined, () => undefined);
}

/** The scripts that have been started: each has a running copy right before it. */
function started(): string[] {
  return [...document.querySelectorAll('script[data-consent-live]')].filter(copy => copy.nextElementSibling!.id === copy.id).map(({ id }) => id);
}

/** Inline scripts start after the next paint. */
const startedAre = (...ids: string[]) => vi.waitFor(() => expect(started()).toEqual(ids));

const copyOf = (id: string) => document.querySelector<HTMLScriptElement>(`#${id}[data-consent-live]`)!;
const arrived = (id: string) => copyOf(id).dispatchEvent(new Event('load'));

describe('the gate', () => {
  test('starts nothing that is not granted', () => {
    document.body.innerHTML = '<script id="a" type="text/plain" data-consent="analytics" data-src="/a.js"></script><img data-consent="analytics" data-src="/p.png">';
    gate(new Set()).sweep();
    expect(started()).toEqual([]);
    expect(document.querySelector('img')!.hasAttribute('src')).toBe(false);
  });

  test('never starts a category that the notice does not know', () => {
    document.body.innerHTML = '<script id="a" type="text/plain" data-consent="">1</script><script id="b" type="text/plain" data-consent="ads">1</script>';
    gate(new Set(['analytics'])).sweep();
    expect(started()).toEqual([]);
  });

  test('fetches external scripts in parallel and makes an inline one wait for those before it', async () => {
    document.body.innerHTML = `
      <script id="one" type="text/plain" data-consent="analytics" data-src="/1.js"></script>
      <script id="two" type="text/plain" data-consent="analytics" data-src="/2.js"></script>
      <script id="inline" type="text/plain" data-consent="analytics">1</script>
      <script id="three" type="text/plain" data-consent="analytics" data-src="/3.js"></script>`;
    gate(new Set(['analytics'])).sweep();
    expect(started()).toEqual(['one', 'two']);

    arrived('two');
    await settled();
    expect(started()).toEqual(['one', 'two']);

    arrived('one');
    await startedAre('one', 'two', 'inline', 'three');
  });

  test('makes no script wait for an async one, nor for one that failed', async () => {
    document.body.innerHTML = `
      <script id="free" type="text/plain" data-consent="analytics" data-src="/1.js" async></script>
      <script id="first" type="text/plain" data-consent="analytics">1</script>
      <script id="gone" type="text/plain" data-consent="analytics" data-src="/2.js"></script>
      <script id="last" type="text/plain" data-consent="analytics">1</script>`;
    gate(new Set(['analytics'])).sweep();
    await startedAre('free', 'first', 'gone');
    copyOf('gone').dispatchEvent(new Event('error'));
    await startedAre('free', 'first', 'gone', 'last');
  });

  test('keeps attributes, nonce, integrity and the type of a module', () => {
    document.body.innerHTML = '<script id="a" class="x" type="text/plain" data-type="module" data-consent="analytics" data-src="/a.js" integrity="sha256-x" crossorigin="anonymous" data-site-id="7"></script>';
    document.querySelector('script')!.nonce = 'n1';
    gate(new Set(['analytics'])).sweep();
    const copy = copyOf('a');
    expect(copy.dataset['type']).toBe('module');
    expect(copy.nonce).toBe('n1');
    expect(copy.src).toBe('https://www.example.com/a.js');
    expect(copy.async).toBe(false);
    expect([...copy.attributes].map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(['class', 'crossorigin', 'data-consent', 'data-consent-live', 'data-site-id', 'data-type', 'id', 'integrity', 'src', 'type']));
  });

  test('understands marks with blanks and line breaks, and a type in capitals', () => {
    document.body.innerHTML = `
      <script id="both" type="Text/Plain" data-consent=" analytics
        marketing " data-src="/1.js"></script>
      <script id="none" type="text/plain" data-consent="  " data-src="/2.js"></script>
      <script id="one" type="text/plain" data-consent="analytics  other" data-src="/3.js"></script>`;
    gate(new Set(['analytics', 'marketing'])).sweep();
    expect(started()).toEqual(['both']);
  });

  test('starts each script exactly once, however often it sweeps', async () => {
    document.body.innerHTML = '<script id="a" type="text/plain" data-consent="analytics">1</script>';
    const granted = new Set(['analytics']);
    const it = gate(granted);
    it.sweep();
    await startedAre('a');
    const copy = copyOf('a');
    granted.clear();
    it.sweep();
    granted.add('analytics');
    it.sweep();
    await settled();
    expect(document.querySelectorAll('[data-consent-live]')).toHaveLength(1);
    expect(copyOf('a')).toBe(copy);
  });

  test('stops a script that is loading when it is withdrawn, starts it again after the next grant, and makes no other wait for it', async () => {
    document.body.innerHTML = `
      <script id="late" type="text/plain" data-consent="analytics" data-src="/1.js"></script>
      <script id="free" type="text/plain" data-consent="analytics" data-src="/2.js" async></script>
      <script id="here" type="text/plain" data-consent="analytics" data-src="/3.js"></script>
      <script id="inline" type="text/plain" data-consent="marketing">1</script>`;
    const granted = new Set(['analytics', 'marketing']);
    const { sweep } = gate(granted);
    sweep();
    await settled();
    expect(started()).toEqual(['late', 'free', 'here']);
    const coming = ['late', 'free'].map(copyOf);
    arrived('here');

    granted.delete('analytics');
    sweep();
    // A browser runs a script only in the document for which it was requested.
    expect(coming.map(copy => copy.ownerDocument === document)).toEqual([false, false]);
    await startedAre('here', 'inline');

    granted.add('analytics');
    sweep();
    await startedAre('late', 'free', 'here', 'inline');
    expect(coming).not.toContain(copyOf('late'));
  });

  test('does not start what was withdrawn while an earlier script was loading', async () => {
    document.body.innerHTML = `
      <script id="slow" type="text/plain" data-consent="analytics" data-src="/1.js"></script>
      <script id="late" type="text/plain" data-consent="analytics">1</script>`;
    const granted = new Set(['analytics']);
    gate(granted).sweep();
    granted.clear();
    arrived('slow');
    await settled();
    expect(started()).toEqual(['slow']);
  });

  test('holds and releases elements that are added later', async () => {
    const granted = new Set(['marketing']);
    gate(granted);
    document.body.insertAdjacentHTML('beforeend', '<p><img id="yes" data-consent="marketing" data-src="/y.png"><img id="no" data-consent="analytics" data-src="/n.png"></p>');
    await settled();
    expect(document.getElementById('yes')!.getAttribute('src')).toBe('/y.png');
    expect(document.getElementById('no')!.hasAttribute('src')).toBe(false);
  });

  test('finds marks of another tool, and a copy that lost its script, soon after they appear', async () => {
    const onForeign = vi.fn();
    createGate(() => true, '', () => undefined, onForeign, () => undefined);
    document.body.insertAdjacentHTML('beforeend', '<p><script type="text/plain" data-category="analytics"></script><script id="left" type="text/plain" data-consent="analytics" data-consent-live>1</script></p>');
    await vi.waitFor(() => expect(onForeign).toHaveBeenCalledOnce());
    expect(document.getElementById('left')).toBeNull();
  });

  test('sweeps a page that changes all the time ten times a second, and one that does not change never', async () => {
    const onHeld = vi.fn();
    vi.useFakeTimers();
    try {
      createGate(() => false, '', onHeld, () => undefined, () => undefined);
      for (let i = 0; i < 100; i++) {
        document.body.append(document.createElement('p'));
        await vi.advanceTimersByTimeAsync(10);
      }
      await vi.advanceTimersByTimeAsync(1000);
    } finally {
      vi.useRealTimers();
    }
    expect(onHeld.mock.calls.length).toBeGreaterThan(8);
    expect(onHeld.mock.calls.length).toBeLessThan(12);
  });

  test('removes the address of an image, a style sheet and a frame, and keeps what the page itself wrote', () => {
    document.body.innerHTML = `
      <img data-consent="marketing" data-src="/a.png" data-srcset="/a2.png 2x">
      <link rel="stylesheet" data-consent="marketing" data-href="/a.css">
      <iframe data-consent="marketing" data-src="/a.html"></iframe>
      <img id="own" data-consent="marketing" src="/own.png">`;
    const granted = new Set(['marketing']);
    const it = gate(granted);
    it.sweep();
    expect(document.querySelector('img')!.getAttribute('srcset')).toBe('/a2.png 2x');
    expect(document.querySelector('link')!.getAttribute('href')).toBe('/a.css');
    expect(document.querySelector('iframe')!.getAttribute('src')).toBe('/a.html');

    granted.clear();
    it.sweep();
    expect(document.querySelectorAll('[src],[href],[srcset]')).toHaveLength(1);
    expect(document.getElementById('own')!.getAttribute('src')).toBe('/own.png');
  });

  test('refuses an address that is code', () => {
    document.body.innerHTML = '<iframe data-consent="marketing" data-src=" javascript:alert(1)"></iframe><script type="text/plain" data-consent="marketing" data-src="javascript:1"></script>';
    gate(new Set(['marketing'])).sweep();
    expect(document.querySelectorAll('[src]')).toHaveLength(0);
  });

  test('leaves a held script where it is, and its copy follows it', async () => {
    document.body.innerHTML = '<ul><li id="a"></li><li id="b"></li></ul><script id="s" type="text/plain" data-consent="analytics">1</script>';
    const held = document.getElementById('s')!;
    gate(new Set(['analytics'])).sweep();
    await startedAre('s');
    const copy = copyOf('s');
    expect([...document.body.children].slice(1)).toEqual([copy, held]);

    document.getElementById('b')!.append(held);
    await settled();
    expect([...document.getElementById('b')!.children]).toEqual([copy, held]);

    held.remove();
    await settled();
    expect(copy.isConnected).toBe(false);

    document.body.append(held);
    await settled();
    expect(document.querySelectorAll('[data-consent-live]')).toHaveLength(0);
  });

  test('removes copies that an earlier page has left, and starts their held scripts itself', async () => {
    gate(new Set(['analytics']));
    document.body.innerHTML = `
      <p><script id="left" type="text/plain" data-consent="analytics" data-consent-live>1</script></p>
      <script id="s" type="text/plain" data-consent="analytics" data-consent-live>1</script><script id="s" type="text/plain" data-consent="analytics">1</script>`;
    const left = [...document.querySelectorAll('[data-consent-live]')];
    await settled();
    expect(left.some(copy => copy.isConnected)).toBe(false);
    await startedAre('s');
  });

  test('inserts copies that React does not report as a mismatch during hydration, and that are elements otherwise', async () => {
    document.body.innerHTML = '<div id="root"><script id="s" type="text/plain" data-consent="analytics">1</script></div>';
    gate(new Set(['analytics'])).sweep();
    await startedAre('s');
    const copy = copyOf('s');
    expect(copy.nodeType).toBe(Node.ELEMENT_NODE);
    Object.assign(document.getElementById('root')!, { __reactContainer$x1: {} });
    expect(copy.nodeType).toBe(Node.PROCESSING_INSTRUCTION_NODE);
    Object.assign(copy.nextSibling!, { __reactFiber$x1: {} });
    expect(copy.nodeType).toBe(Node.ELEMENT_NODE);
  });

  test('starts only scripts with the nonce of our own tag, if that has one', async () => {
    document.body.innerHTML = '<script id="without" type="text/plain" data-consent="auth">1</script><script id="other" nonce="n2" type="text/plain" data-consent="auth">1</script><script id="with" nonce="n1" type="text/plain" data-consent="auth">1</script><img data-consent="auth" data-src="/p">';
    gate(new Set(['auth']), 'n1').sweep();
    await startedAre('with');
    expect(document.querySelector('img')!.getAttribute('src')).toBe('/p');
  });

  test('gives a picture and a player every address that belongs to them', () => {
    document.body.innerHTML = `
      <picture><source data-srcset="/1"><source data-consent="analytics" data-srcset="/2"><img data-consent="marketing" data-src="/3"></picture>
      <video data-consent="marketing" data-poster="/4"><source data-src="/5"><track data-src="/6"></video>
      <object data-consent="marketing" data-data="/7"></object><iframe data-consent="marketing" data-srcdoc="<p>8"></iframe>`;
    const granted = new Set(['marketing']);
    const it = gate(granted);
    it.sweep();
    const loading = () => [...document.querySelectorAll('*')].flatMap(one => ['src', 'srcset', 'poster', 'data', 'srcdoc'].map(name => one.getAttribute(name))).filter(Boolean);
    expect(loading()).toEqual(['/1', '/3', '/4', '/5', '/6', '/7', '<p>8']);
    granted.clear();
    it.sweep();
    expect(loading()).toEqual([]);
  });

  test('runs inline scripts after the next paint, and none that is withdrawn before it runs', async () => {
    document.body.innerHTML = '<script id="a" type="text/plain" data-consent="analytics">1</script><script id="b" type="text/plain" data-consent="marketing">1</script>';
    const granted = new Set(['analytics', 'marketing']);
    const it = gate(granted);
    it.sweep();
    expect(started()).toEqual([]);
    granted.delete('marketing');
    it.sweep();
    await startedAre('a');
    await settled();
    expect(started()).toEqual(['a']);
  });
});
