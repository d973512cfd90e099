import { beforeEach, describe, expect, test } from 'vitest';
import { fakeHub, freshBrowser, hook, json, load, nextPage, sent, settled } from './support/browser';
import { noticeJson } from './support/notices';

beforeEach(freshBrowser);

describe('without a notice inside', () => {
  const address = 'https://hub.example.org/consent/banner/00112233aabbccdd/consenthub.js?site=demo';

  test('the script fetches it, and names its own build', async () => {
    const calls = fakeHub({ notice: () => json(200, noticeJson()) });
    const hub = await load(null, address);
    await hub.rejectAll();
    await settled();
    expect(calls[0]!.url).toBe('https://hub.example.org/consent/v1/sites/demo/notice');
    expect(sent(calls, 'consents')[0]!['banner']).toBe('00112233aabbccdd');
  });

  test('everything stays held if no notice can be fetched', async () => {
    fakeHub({ notice: () => new Response('<html>error</html>') });
    document.body.innerHTML = '<script type="text/plain" data-consent="auth">1</script>';
    const hub = await load(null, address);
    expect(hub.choices).toEqual({});
    expect(hub.has('auth')).toBe(false);
    expect(document.querySelector('script')!.type).toBe('text/plain');
    expect(await hub.acceptAll()).toEqual({});
  });

  test('a choice stays valid while the hub is unavailable: under the last notice, by the strictest model', async () => {
    fakeHub({ notice: () => json(200, noticeJson()) });
    await (await load(null, address)).save({ analytics: true });
    await settled();
    nextPage();
    const calls = fakeHub({ notice: () => json(500, {}) });
    const hub = await load(null, address);
    await settled();
    expect(hub.has('analytics')).toBe(true);
    expect(hook('banner')).toBeNull();
    expect(sent(calls, 'shown')).toEqual([]);
  });
});
