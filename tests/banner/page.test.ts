import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeHub, freshBrowser, hook, json, load, nextPage, sent, setGpc, settled } from './support/browser';
import { noticeJson } from './support/notices';

const firstLayer = (model?: 'opt_in' | 'opt_out' | 'notice_only', over = {}) => ({ ...noticeJson(model, over), banner: '0123456789abcdef' });
const cookie = (name: string) => document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))?.split('=')[1];

beforeEach(freshBrowser);

describe('before a choice', () => {
  test('the browser stores nothing and the hub learns only that the banner was shown', async () => {
    const calls = fakeHub();
    await load(firstLayer());
    await settled();
    expect(document.cookie).toBe('');
    expect(localStorage.length).toBe(0);
    expect(calls.map(call => call.body)).toEqual([{ notice: 3, lang: 'en', outcome: 'shown' }]);
    expect(document.getElementById('consenthub')!.getAttribute('data-state')).toBe('shown');
  });

  test('nothing optional may run under opt_in, and the defaults may under opt_out', async () => {
    fakeHub();
    expect((await load(firstLayer())).choices).toEqual({ auth: true, analytics: false, marketing: false });
    nextPage();
    expect((await load(firstLayer('opt_out'))).choices).toEqual({ auth: true, analytics: true, marketing: true });
  });

  test('closing the banner grants nothing, stores nothing and is counted', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer());
    await settled();
    hook('close')!.click();
    await settled();
    expect(hub.has('analytics')).toBe(false);
    expect(document.cookie).toBe('');
    expect(hook('banner')).toBeNull();
    expect(sent(calls, 'shown').map(body => body['outcome'])).toEqual(['shown', 'dismissed']);
  });

  test('Global Privacy Control under opt_out is obeyed without asking', async () => {
    const calls = fakeHub();
    setGpc(true);
    const hub = await load(firstLayer('opt_out'));
    await settled();
    expect(hub.choices).toEqual({ auth: true, analytics: true, marketing: false });
    expect(hook('banner')).toBeNull();
    expect(hook('reopen')!.title).toBe('Opt-out honoured. Marketing stay off.');
    expect(hook('reopen')!.textContent).toContain('Opt-out honoured.');
    expect(sent(calls, 'shown')).toEqual([{ notice: 3, lang: 'en', outcome: 'gpc' }]);
    expect(document.cookie).toBe('');
  });
});

describe('a choice', () => {
  test('is saved in the browser and sent to the hub with everything that was shown', async () => {
    const calls = fakeHub();
    await load(firstLayer());
    await settled();
    hook('accept-all')!.click();
    await settled();
    expect(cookie('ch_demo')).toMatch(/^1~3~\d+~opt_in~auth\.analytics\.marketing~$/);
    expect(sent(calls, 'consents')).toEqual([{
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/), visitorId: cookie('chid_demo'), notice: 3, lang: 'en', region: 'NO', model: 'opt_in',
      banner: '0123456789abcdef', action: 'accept_all', source: 'banner', choices: { auth: true, analytics: true, marketing: true },
      gpc: false, elapsed: expect.any(Number),
    }]);
    expect(document.getElementById('consenthub')!.getAttribute('data-state')).toBe('hidden');
    expect(hook('reopen')).not.toBeNull();
  });

  test('is sent and cleared by the same part, for which both wait', async () => {
    fakeHub();
    const hub = await load(firstLayer());
    await settled();
    await hub.acceptAll();
    await settled();
    expect(vi.mocked(window.addEventListener).mock.calls.filter(([event]) => event === 'online')).toHaveLength(1);
  });

  test('names the last one as its previous one and keeps the visitor id', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer());
    await hub.acceptAll();
    await hub.rejectAll();
    await settled();
    const [first, second] = sent(calls, 'consents');
    expect(second!['previous']).toBe(first!['id']);
    expect(second!['visitorId']).toBe(first!['visitorId']);
    expect(first!['source']).toBe('api');
  });

  test('does not change, whatever the response of the server', async () => {
    fakeHub({ consents: () => json(503, {}) });
    const hub = await load(firstLayer());
    await hub.acceptAll();
    await settled();
    expect(hub.has('analytics')).toBe(true);
    expect(localStorage.getItem('ch_demo_outbox')).not.toBeNull();
    expect(hub.receipt()).toBeNull();
  });

  test('is read back on the next page, which does not ask again', async () => {
    const calls = fakeHub();
    document.cookie = `ch_demo=1~3~${Math.floor(Date.now() / 1000)}~opt_in~auth.analytics~-hotjar; Path=/`;
    const hub = await load(firstLayer());
    await settled();
    expect(hub.choices).toEqual({ auth: true, analytics: true, marketing: false });
    expect(hook('banner')).toBeNull();
    expect(calls).toEqual([]);
  });

  test('of an unknown format is no choice and stays unchanged until a new one', async () => {
    fakeHub();
    document.cookie = 'ch_demo=9~whatever; Path=/';
    const hub = await load(firstLayer());
    await settled();
    expect(hook('banner')).not.toBeNull();
    expect(cookie('ch_demo')).toBe('9~whatever');
    await hub.rejectAll();
    expect(cookie('ch_demo')).toMatch(/^1~3~/);
  });

  test('names only services that differ, and only with save', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer());
    await hub.save({ analytics: true }, { hotjar: false });
    await hub.acceptAll();
    await settled();
    expect(sent(calls, 'consents').map(({ action, services }) => ({ action, services }))).toEqual([
      { action: 'save', services: { hotjar: false } }, { action: 'accept_all', services: undefined },
    ]);
  });

  test('sends the page’s path only if the site records it', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer('opt_in', { recordPage: true }));
    await hub.rejectAll();
    await settled();
    expect(sent(calls, 'consents')[0]!['page']).toBe('/shop/coffee');
  });
});

describe('a hub on the origin of the site, which sets the cookies as well', () => {
  const own = 'https://www.example.com/consent/consent.js?site=demo';

  test('writes them by its own clock, which is no change', async () => {
    setGpc(true);
    fakeHub({ consents: () => {
      document.cookie = `ch_demo=${cookie('ch_demo')!.replace(/~\d{6,}~/, '~1700000000~')}; Path=/; Max-Age=99999999`;
      return json(201, { id: 'x' });
    } });
    const changed: unknown[] = [];
    const forEver = { ...firstLayer(), reask: { granted: 999_999_999, refused: 999_999_999 } };
    const hub = await load(forEver, own);
    hub.on('change', choices => changed.push(choices));
    await hub.acceptAll();
    await settled();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(changed).toHaveLength(1);
    nextPage();
    expect((await load(forEver, own)).has('marketing')).toBe(true);
  });

  test('cannot restore an earlier choice by a late response', async () => {
    let answers = 0;
    fakeHub({ consents: () => {
      // Unavailable for the first choice, then available just long enough to store it.
      if (++answers !== 2) return json(503, {});
      document.cookie = `ch_demo=1~3~${Math.floor(Date.now() / 1000)}~opt_in~auth.analytics.marketing~; Path=/`;
      return json(201, { id: 'x' });
    } });
    const hub = await load(firstLayer(), own);
    await hub.acceptAll();
    await settled();
    await hub.rejectAll();
    await settled();
    expect(hub.has('analytics')).toBe(false);
    expect(cookie('ch_demo')).toMatch(/~auth~$/);
  });
});

describe('a withdrawal', () => {
  test('turns everything off and clears what denied services had stored', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer());
    await hub.acceptAll();
    document.cookie = '_pk_id=1; Path=/';
    await hub.withdraw();
    await settled();
    expect(hub.choices).toEqual({ auth: true, analytics: false, marketing: false });
    expect(cookie('_pk_id')).toBeUndefined();
    expect(sent(calls, 'consents')[1]!['action']).toBe('withdraw');
  });

  test('without an earlier grant is an objection under opt_out', async () => {
    const calls = fakeHub();
    const hub = await load(firstLayer('opt_out'));
    await hub.withdraw();
    await settled();
    expect(sent(calls, 'consents')[0]!['action']).toBe('object');
  });
});

describe('Global Privacy Control', () => {
  test('turned on after a grant is recorded once, as a signal', async () => {
    const calls = fakeHub();
    await (await load(firstLayer())).acceptAll();
    await settled();
    nextPage();
    setGpc(true);
    const hub = await load(firstLayer());
    await settled();
    expect(hub.choices).toEqual({ auth: true, analytics: true, marketing: false });
    expect(sent(calls, 'consents')[1]).toMatchObject({ action: 'gpc', source: 'signal', gpc: true });

    nextPage();
    await load(firstLayer());
    await settled();
    expect(sent(calls, 'consents')).toHaveLength(2);
  });

  test('has nothing to record if it overrides nothing', async () => {
    const calls = fakeHub();
    await (await load(firstLayer())).save({ analytics: true });
    await settled();
    nextPage();
    setGpc(true);
    await load(firstLayer());
    await settled();
    expect(sent(calls, 'consents')).toHaveLength(1);
  });

  test('is overridden by a choice made while it is on', async () => {
    fakeHub();
    setGpc(true);
    await (await load(firstLayer())).acceptAll();
    nextPage();
    expect((await load(firstLayer())).has('marketing')).toBe(true);
  });
});

describe('asking again', () => {
  test('lists what changed since the choice', async () => {
    const changes = [{ kind: 'service_added', name: 'Video', category: 'marketing' }, { kind: 'cookie_longer', name: '_pk_id', from: 'P6M', to: 'P13M' }, { kind: 'of_tomorrow' }];
    const calls = fakeHub({ consent: () => json(200, { status: 'outdated', changes }), notice: () => json(200, noticeJson()) });
    document.cookie = `ch_demo=1~1~${Math.floor(Date.now() / 1000)}~opt_in~auth.analytics~; Path=/`;
    document.cookie = 'chid_demo=AAAAAAAAAAAAAAAAAAAAAA; Path=/';
    await load(firstLayer());
    await settled();
    await settled();
    expect([...hook('banner')!.querySelectorAll('li')].map(line => line.textContent)).toEqual([
      'Video was added to Marketing.', '_pk_id: 13 months instead of 6 months.',
    ]);
    expect(calls.find(call => call.url.endsWith('/consent'))!.headers).toEqual([['Visitor-Id', 'AAAAAAAAAAAAAAAAAAAAAA']]);
  });

  test('asks without reasons if the server does not respond', async () => {
    fakeHub({ consent: () => Promise.reject(new TypeError('network')) });
    document.cookie = `ch_demo=1~1~${Math.floor(Date.now() / 1000)}~opt_in~auth.analytics~; Path=/`;
    document.cookie = 'chid_demo=AAAAAAAAAAAAAAAAAAAAAA; Path=/';
    await load(firstLayer());
    await settled();
    await settled();
    expect(hook('banner')!.querySelector('li')).toBeNull();
  });
});
