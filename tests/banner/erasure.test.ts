import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeHub, freshBrowser, json, load, settled } from './support/browser';
import { noticeJson } from './support/notices';

const firstLayer = () => ({ ...noticeJson(), banner: '0123456789abcdef' });
const cookie = (name: string) => document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))?.split('=')[1];

beforeEach(freshBrowser);
afterEach(() => void vi.useRealTimers());

describe('an erasure', () => {
  test('turns everything off, removes the id and keeps only the choice', async () => {
    const calls = fakeHub({ visitor: () => json(200, { erased: 1 }) });
    const hub = await load(firstLayer());
    await hub.acceptAll();
    await settled();
    const id = cookie('chid_demo');
    expect(await hub.erase()).toMatchObject({ erased: true, statement: { erased: 1 } });
    expect(calls.at(-1)).toMatchObject({ method: 'DELETE', headers: [['Visitor-Id', id]] });
    expect(hub.has('analytics')).toBe(false);
    expect(cookie('chid_demo')).toBeUndefined();
    expect(cookie('ch_demo')).toMatch(/~auth~$/);
    expect(localStorage.length).toBe(0);
  });

  test('that takes long is awaited, also while the hub is unavailable, and never reported as failed', async () => {
    const answers = [() => json(202, { status: 'erasing' }), () => json(503, {}), () => json(202, { status: 'erasing' }), () => json(200, { records: 3 })];
    const calls = fakeHub({ visitor: () => answers.shift()!() });
    const hub = await load(firstLayer());
    await hub.acceptAll();
    await settled();
    const id = cookie('chid_demo');
    vi.useFakeTimers();

    const erasure = hub.erase();
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toHaveLength(3);
    expect(cookie('chid_demo')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(6_000);

    expect(await erasure).toEqual({ erased: true, statement: { records: 3 } });
    expect(calls.filter(call => call.method === 'DELETE').map(call => call.headers)).toEqual(Array(4).fill([['Visitor-Id', id]]));
  });

  test('that the server did not confirm keeps the id, so that it can be requested again', async () => {
    fakeHub({ visitor: () => json(503, {}) });
    const hub = await load(firstLayer());
    await hub.acceptAll();
    await settled();
    expect(await hub.erase()).toEqual({ erased: false });
    expect(cookie('chid_demo')).toBeDefined();
    expect(hub.has('analytics')).toBe(false);
  });
});
