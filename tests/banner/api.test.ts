import { beforeEach, describe, expect, test, vi } from 'vitest';
import { boot, type Config } from '../../src/banner/core/boot';
import { fakeHub, freshBrowser, hook, json, load, settled } from './support/browser';
import { noticeJson } from './support/notices';

const firstLayer = { ...noticeJson(), banner: '0123456789abcdef' };

beforeEach(freshBrowser);

describe('window.ConsentHub', () => {
  test('replays what was queued before the script had loaded', async () => {
    fakeHub();
    const seen: unknown[] = [];
    (window as { ConsentHub: unknown }).ConsentHub = [['on', 'ready', (choices: unknown) => seen.push(choices)], ['acceptAll'], ['constructor'], 7];
    const hub = await load(firstLayer);
    await settled();
    expect(seen).toEqual([{ auth: true, analytics: false, marketing: false }]);
    expect(hub.has('analytics')).toBe(true);
  });

  test('continues to take queued calls afterwards', async () => {
    fakeHub();
    const hub = await load(firstLayer);
    hub.push(['acceptAll']);
    await settled();
    expect(hub.has('marketing')).toBe(true);
  });

  test('stays the first one if the script is loaded twice', async () => {
    fakeHub();
    const first = await load(firstLayer);
    expect(await load(firstLayer)).toBe(first);
    await settled();
    expect(document.querySelectorAll('#consenthub')).toHaveLength(1);
  });

  test('notifies its listeners, and the document, of a change, until they unsubscribe', async () => {
    fakeHub();
    const hub = await load(firstLayer);
    const heard = vi.fn();
    const onDocument = vi.fn();
    const stop = hub.on('change', heard);
    document.addEventListener('consenthub:change', event => onDocument(event.detail.choices), { once: true });
    await hub.save({ analytics: true });
    stop();
    await hub.rejectAll();
    expect(heard.mock.calls.map(([choices]) => choices)).toEqual([{ auth: true, analytics: true, marketing: false }]);
    expect(onDocument).toHaveBeenCalledWith({ auth: true, analytics: true, marketing: false });
  });

  test('calls a late listener of ready at once', async () => {
    fakeHub();
    const hub = await load(firstLayer);
    await settled();
    const heard = vi.fn();
    hub.on('ready', heard);
    expect(heard).toHaveBeenCalledOnce();
  });

  test('survives a listener that throws', async () => {
    fakeHub();
    const complaint = vi.fn((event: Event) => event.preventDefault());
    window.addEventListener('error', complaint, { once: true });
    const hub = await load(firstLayer);
    hub.on('change', () => {
      throw new Error('of the page');
    });
    await hub.acceptAll();
    expect(hub.has('analytics')).toBe(true);
    expect(complaint).toHaveBeenCalledOnce();
  });

  test.each([
    [{ nothing: true }, {}, 'no category "nothing"'],
    [{ analytics: 'yes' }, {}, '"analytics" can be true or false'],
    [{ auth: false }, {}, '"auth" is required'],
    [{}, { nobody: true }, 'no service "nobody"'],
    [{}, { session: false }, '"session" is required'],
  ])('refuses to save %o %o', async (choices, services, reason) => {
    const calls = fakeHub();
    const hub = await load(firstLayer);
    await settled();
    await expect(hub.save(choices as Record<string, boolean>, services as Record<string, boolean>)).rejects.toThrow(reason);
    expect(document.cookie).toBe('');
    expect(calls.filter(call => call.url.endsWith('consents'))).toEqual([]);
  });

  test('keeps the response of the server as the receipt', async () => {
    fakeHub({ consents: () => json(201, { id: 'x', leafIndex: 4 }) });
    const hub = await load(firstLayer);
    expect(hub.receipt()).toBeNull();
    await hub.acceptAll();
    await settled();
    expect(hub.receipt()).toEqual({ id: 'x', leafIndex: 4 });
  });

  test('opens the preference centre, whose switches have the ids as names', async () => {
    fakeHub({ notice: () => json(200, noticeJson()) });
    const hub = await load(firstLayer);
    const opened = vi.fn();
    hub.on('open', opened);
    await hub.open();
    const switches = [...hook('preferences')!.querySelectorAll('[role=switch]')];
    expect(switches.map(element => `${element.getAttribute('name')}=${element.getAttribute('aria-checked')}`)).toEqual([
      'auth=true', 'analytics=false', 'analytics.matomo=false', 'analytics.hotjar=false', 'marketing=false', 'marketing.video=false',
    ]);
    expect(opened).toHaveBeenCalledOnce();
  });

  test('shows the first layer if the preference centre cannot be loaded, so that a choice can always be changed', async () => {
    fakeHub({ notice: () => Promise.reject(new TypeError('network')) });
    const hub = await load({ ...firstLayer, texts: { title: 'Your choice', acceptAll: 'Accept all', rejectAll: 'Reject all' } });
    await hub.acceptAll();
    await settled();
    expect(hook('banner')).toBeNull();
    await hub.open();
    hook('reject-all')!.click();
    await settled();
    expect(hub.choices).toEqual({ auth: true, analytics: false, marketing: false });
  });

  test('opens from any link of the page that asks for it', async () => {
    fakeHub({ notice: () => json(200, noticeJson()) });
    document.body.innerHTML = '<a href="/privacy" data-consenthub="open"><b>Privacy</b></a>';
    await load(firstLayer);
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true });
    document.querySelector('b')!.dispatchEvent(click);
    await vi.waitFor(() => expect(hook('preferences')).not.toBeNull());
    expect(click.defaultPrevented).toBe(true);
  });
});

test.each([undefined, 7, 'text', [], {}, { site: 'demo' }, { ...firstLayer, site: 'another' }, { ...firstLayer, categories: 'all' }])(
  'a configuration such as %o leaves the page whole and everything held', async config => {
    fakeHub({ notice: () => json(500, {}) });
    const hub = await load(config);
    expect(hub.choices).toEqual({});
    expect(document.getElementById('consenthub')).toBeNull();
  });

test('a script that can not find its hub does nothing', async () => {
  fakeHub();
  expect(() => boot(firstLayer as unknown as Config, null)).not.toThrow();
  expect(await window.ConsentHub.ready).toEqual({});
});

test('a page that pollutes Object.prototype grants nothing by it', async () => {
  fakeHub();
  const polluted = Object.prototype as unknown as Record<string, unknown>;
  polluted['analytics'] = true;
  try {
    const hub = await load(firstLayer);
    expect(hub.has('analytics')).toBe(false);
    expect(Object.hasOwn(hub.choices, 'analytics') && hub.choices['analytics']).toBe(false);
    expect(hub.has('toString')).toBe(false);
  } finally {
    delete polluted['analytics'];
  }
});

test('with blocked cookies and storage a choice is not remembered, but applies on the page', async () => {
  fakeHub();
  vi.spyOn(Document.prototype, 'cookie', 'get').mockImplementation(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  const hub = await load(firstLayer);
  await hub.acceptAll();
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(hub.has('analytics')).toBe(true);
  expect(hub.receipt()).toMatchObject({ action: 'accept_all' });
});
