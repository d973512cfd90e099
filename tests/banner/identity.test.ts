import { beforeEach, describe, expect, test, vi } from 'vitest';
import { start } from '../../src/banner/identity/start';
import type { ConsentHubApi } from '../../wwwroot/consenthub';
import { fakeHub, freshBrowser, json, load, nextPage, sent, settled, type Call } from './support/browser';
import { noticeJson } from './support/notices';

const firstLayer = () => ({ ...noticeJson(), banner: '0123456789abcdef' });
const cookie = (name: string) => document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))?.split('=')[1];
const account = 'AAAAAAAAAAAAAAAAAAAAAA';
const at = Math.floor(Date.now() / 1000);

/** The hub's response for a person whose choice allows these categories; null for none. */
const person = (granted: string | null) => () => json(200, {
  visitorId: account, visitor: 'v1', subject: 's1', cookie: { value: granted === null ? '' : `1~${noticeJson().version}~${at}~opt_in~${granted}~`, maxAge: 1000 },
});

function addScript(token?: string): void {
  const tag = document.createElement('script');
  tag.type = 'text/javascript-of-the-test';
  tag.src = 'https://hub.example.org/consenthub-identity.js';
  tag.setAttribute('data-site', 'demo');
  if (token) tag.setAttribute('data-token', token);
  start(tag);
}

async function page(): Promise<Required<ConsentHubApi>> {
  const hub = await load(firstLayer());
  addScript();
  return hub as Required<ConsentHubApi>;
}

const everything = () => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]);

beforeEach(freshBrowser);

describe('sign-in', () => {
  test('applies the choice of the person at once and on the next page', async () => {
    const calls: Call[] = fakeHub({ identity: person('auth.analytics') });
    const hub = await page();
    await hub.rejectAll();
    await settled();
    const own = cookie('chid_demo');
    const changed = vi.fn();
    hub.on('change', changed);

    expect(await hub.identify('a.b.c')).toBe(true);
    expect([hub.has('analytics'), cookie('chid_demo'), changed.mock.calls.length]).toEqual([true, account, 1]);
    expect(calls.find(({ url }) => url.endsWith('/v1/sites/demo/identity'))).toMatchObject({ method: 'POST', body: { token: 'a.b.c' }, headers: [['Content-Type', 'text/plain;charset=UTF-8'], ['Visitor-Id', own]] });
    nextPage();
    expect((await page()).has('analytics')).toBe(true);
  });

  test('records later choices for the person, without a trace of what the browser chose', async () => {
    const calls = fakeHub({ identity: person('auth') });
    const hub = await page();
    await hub.rejectAll();
    await settled();
    await hub.identify('a.b.c');
    await hub.acceptAll();
    await settled();
    const [own, later] = sent(calls, 'consents');
    expect(later).toMatchObject({ visitorId: account });
    expect([own!['visitorId'] === account, later!['previous']]).toEqual([false, undefined]);
  });

  test.each([true, false])('by a token in the tag needs no call, whichever script loads first (this one: %s)', async first => {
    const calls = fakeHub({ identity: person('auth.analytics') });
    if (first) addScript('a.b.c');
    const hub = await load(firstLayer());
    if (!first) addScript('a.b.c');
    await settled();
    expect([sent(calls, 'identity'), hub.has('analytics'), typeof hub.signOut]).toEqual([[{ token: 'a.b.c' }], true, 'function']);
  });

  test('of a person without a choice asks', async () => {
    fakeHub({ identity: person(null) });
    const hub = await page();
    await hub.acceptAll();
    await settled();
    await hub.identify('a.b.c');
    expect([hub.has('analytics'), cookie('ch_demo'), cookie('chid_demo')]).toEqual([false, undefined, account]);
  });

  test.each([['refused', () => json(409, { code: 'token_used' })], ['answered by a proxy', () => json(200, {})]])('that is %s changes nothing', async (_, answer) => {
    fakeHub({ identity: answer });
    const hub = await page();
    await hub.acceptAll();
    await settled();
    const before = everything();
    expect(await hub.identify('a.b.c')).toBe(false);
    expect(everything()).toBe(before);
  });

  test('waits for a choice that the hub does not know, and then gives up', async () => {
    const calls = fakeHub({ identity: person('auth.analytics'), consents: () => json(503, {}) });
    const hub = await page();
    await hub.rejectAll();
    await settled();
    expect(await hub.identify('a.b.c')).toBe(false);
    expect([sent(calls, 'identity').length, hub.has('analytics')]).toEqual([0, false]);
  });
});

describe('sign-out', () => {
  test.each([true, false])('restores what the browser had, and leaves nothing of the person (own choice: %s)', async chose => {
    fakeHub({ identity: person('auth') });
    const hub = await page();
    if (chose) await hub.acceptAll();
    await settled();
    const before = everything();
    await hub.identify('a.b.c');
    await hub.withdraw();
    await settled();

    expect(await hub.signOut()).toBe(true);
    expect(everything()).toBe(before);
    expect(everything()).not.toContain(account);
    expect(hub.has('analytics')).toBe(chose);
  });

  test('after two persons restores the same', async () => {
    const answers = [person('auth'), person('auth.analytics')];
    const calls = fakeHub({ identity: () => answers.shift()!() });
    const hub = await page();
    await hub.acceptAll();
    await settled();
    const own = cookie('chid_demo');
    const before = everything();
    await hub.identify('a.b.c');
    await hub.identify('d.e.f');
    expect(calls.filter(({ url }) => url.endsWith('/identity')).map(({ headers }) => headers[1]![1])).toEqual([own, own]);
    await hub.signOut();
    expect(everything()).toBe(before);
  });

  test('without a sign-in changes nothing', async () => {
    fakeHub();
    const hub = await page();
    await hub.acceptAll();
    await settled();
    const before = everything();
    expect(await hub.signOut()).toBe(true);
    expect(everything()).toBe(before);
  });
});
