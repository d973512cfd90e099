import { beforeEach, describe, expect, test } from 'vitest';
import { createGate } from '../../src/banner/gate/gate';
import { hold } from '../../src/banner/work/hold';
import { freshBrowser, settled } from './support/browser';

beforeEach(freshBrowser);

function gate(granted: Set<string>) {
  return createGate(category => granted.has(category), held => hold(held, () => undefined), () => undefined, () => undefined);
}

/** The scripts that have been started: those that are no longer plain text. */
function started(): string[] {
  return [...document.querySelectorAll('script')].filter(script => script.type !== 'text/plain').map(script => script.id);
}

const arrived = (id: string) => document.getElementById(id)!.dispatchEvent(new Event('load'));

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

  test('fetches external scripts side by side and lets an inline one wait for those before it', async () => {
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
    await settled();
    expect(started()).toEqual(['one', 'two', 'inline', 'three']);
  });

  test('lets nobody wait for an async script, nor for one that failed', async () => {
    document.body.innerHTML = `
      <script id="free" type="text/plain" data-consent="analytics" data-src="/1.js" async></script>
      <script id="first" type="text/plain" data-consent="analytics">1</script>
      <script id="gone" type="text/plain" data-consent="analytics" data-src="/2.js"></script>
      <script id="last" type="text/plain" data-consent="analytics">1</script>`;
    gate(new Set(['analytics'])).sweep();
    expect(started()).toEqual(['free', 'first', 'gone']);
    document.getElementById('gone')!.dispatchEvent(new Event('error'));
    await settled();
    expect(started()).toEqual(['free', 'first', 'gone', 'last']);
  });

  test('keeps attributes, nonce, integrity and the type of a module', () => {
    document.body.innerHTML = '<script id="a" class="x" type="text/plain" data-type="module" data-consent="analytics" data-src="/a.js" integrity="sha256-x" crossorigin="anonymous" data-site-id="7"></script>';
    document.querySelector('script')!.nonce = 'n1';
    gate(new Set(['analytics'])).sweep();
    const live = document.querySelector('script')!;
    expect(live.type).toBe('module');
    expect(live.nonce).toBe('n1');
    expect(live.src).toBe('https://www.example.com/a.js');
    expect(live.async).toBe(false);
    expect([...live.attributes].map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(['class', 'crossorigin', 'data-consent', 'data-site-id', 'id', 'integrity', 'src', 'type']));
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

  test('starts each script exactly once, however often it looks', async () => {
    document.body.innerHTML = '<script id="a" type="text/plain" data-consent="analytics">1</script>';
    const granted = new Set(['analytics']);
    const it = gate(granted);
    it.sweep();
    const live = document.querySelector('script');
    granted.clear();
    it.sweep();
    granted.add('analytics');
    it.sweep();
    await settled();
    expect(document.querySelector('script')).toBe(live);
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

  test('takes back the address of an image, a style sheet and a frame, and leaves what the page itself wrote', () => {
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
});
