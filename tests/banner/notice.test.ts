import { beforeEach, describe, expect, test, vi } from 'vitest';
import { checkNoticeShape } from '../../src/banner/parts/checks/checkNoticeShape';
import { fakeHub, freshBrowser, hook, json, load, nextPage, settled } from './support/browser';
import { noticeJson } from './support/notices';

beforeEach(freshBrowser);

/** A notice with another value at a path; undefined removes the value. */
function changed(path: string, value: unknown): Record<string, unknown> {
  const notice = structuredClone(noticeJson());
  const names = path.split('.');
  const last = names.pop()!;
  const target = names.reduce((at, name) => at[name] as Record<string, unknown>, notice);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return notice;
}

describe('a notice that no hub would have published is refused', () => {
  const hidden = (over: Record<string, string>) => ({ ...((noticeJson()['theme'] as Record<string, object>)['light']), ...over });
  const storage = 'categories.1.services.0.cookies.0';

  test.each<[string, unknown, string?]>([
    ['site', 'other'], ['version', 0], ['version', '3'], ['version', 1e12], ['validSince', undefined], ['validSince', 1.5],
    ['lang', 'en" onload="'], ['dir', 'up'], ['region', 'no'], ['model', 'none'], ['languages', 'en'], ['languages', ['en', 7], 'languages[1]'],
    ['links.privacy', 'javascript:alert(1)'], ['links.privacy', 'JaVaScRiPt:alert(1)'], ['links.privacy', ' javascript:alert(1)'],
    ['links.privacy', 'java\nscript:alert(1)'], ['links.privacy', 'data:text/html,x'], ['links.privacy', 'http://example.com/'],
    ['links.privacy', '//evil.example/'], ['links.privacy', '/\\evil.example/'], ['links.privacy', { toString: 'x' }],
    ['links', { 'on load': '/x' }, 'links.on load'],
    ['categories.1.services.0.policyUrl', 'javascript:1', 'categories[1].services[0].policyUrl'],
    ['categories', {}], ['categories.0.id', 'Auth', 'categories[0].id'], ['categories.0.required', 1, 'categories[0].required'],
    ['categories.1.default', 'yes', 'categories[1].default'],
    ['categories.1.services', null, 'categories[1].services'],
    ['categories.1.services.0.hosts', ['*.example.com'], 'categories[1].services[0].hosts[0]'],
    ['categories.1.services.0.hosts', ['com'], 'categories[1].services[0].hosts[0]'],
    [`${storage}.name`, '*', 'categories[1].services[0].cookies[0].name'], [`${storage}.name`, 's*', 'categories[1].services[0].cookies[0].name'],
    [`${storage}.name`, 'se*', 'categories[1].services[0].cookies[0].name'], [`${storage}.name`, 'a*b*', 'categories[1].services[0].cookies[0].name'],
    [`${storage}.name`, ['s', '*'], 'categories[1].services[0].cookies[0].name'], [`${storage}.name`, '', 'categories[1].services[0].cookies[0].name'],
    [`${storage}.kind`, 'every', 'categories[1].services[0].cookies[0].kind'], [`${storage}.domain`, 'x; Path=/', 'categories[1].services[0].cookies[0].domain'],
    [`${storage}.duration`, '<b>', 'categories[1].services[0].cookies[0].duration'],
    ['texts.intro', 7], ['texts.intro', 'x'.repeat(2301)], ['texts.rejectAll', ''], ['texts.rejectAll', ' · '], ['texts.acceptAll', '', 'texts.rejectAll'],
    ['texts.acceptAll', 'Yes, of course, accept every single thing', 'texts.rejectAll'],
    ['theme.layout', 'none'], ['theme.position', 'top}'], ['theme.scheme', 'only light'], ['theme.font', 'x'],
    ['theme.radius', '0}[data-ch=reject-all]{display:none'], ['theme.radius', 25], ['theme.radius', -1],
    ['theme.light.bg', 'red'], ['theme.light.bg', 'url(//evil.example/x)'], ['theme.light.bg', '#ffffff80'], ['theme.light.bg', '#fff;x:y'],
    ['theme.light.evil', '#ffffff', 'theme.light'], ['theme.dark.ink', undefined],
    ['theme.light', hidden({ onReject: '#1f4d3f' })], ['theme.light', hidden({ ink: '#dddddd' })], ['theme.light', hidden({ mute: '#cccccc' })],
    ['theme.light', hidden({ reject: '#ffffff', onReject: '#000000' })], ['theme.dark', hidden({ onAccept: '#1f4d3f' })],
    ['cookie.domain', 'example.com; Secure'], ['cookie.maxAge', 0], ['cookie.maxAge', '1;x'], ['reask.granted', -1], ['reask.refused', null],
    ['supervisoryAuthority', { name: 'A', url: 'javascript:alert(1)' }, 'supervisoryAuthority.url'], ['residency', ['<b>'], 'residency[0]'],
    ['retention', [{ name: 'A', period: '<b>' }], 'retention[0].period'], ['retention', [{ name: 'A', period: 'P1Y', after: '<b>' }], 'retention[0].after'], ['publishedAt', 'today'], ['categories.1.basis', 'because', 'categories[1].basis'],
    ['categories.1.services.0.transfers', [{ country: 'US', safeguard: 'trust' }], 'categories[1].services[0].transfers[0].safeguard'],
    ['local', { authority: { country: 'FR', name: 'CNIL', url: 'javascript:alert(1)' } }, 'local.authority.url'],
    ['local', { rights: { text: 'x', list: [7] } }, 'local.rights.list[0]'], ['sale', 'perhaps'],
    ['announced', { text: 7, changes: [] }, 'announced.text'], ['announced', { text: 'x', changes: [{}] }, 'announced.changes[0]'], ['support', 'javascript:alert(1)'],
    ['age', { threshold: 200 }, 'age.threshold'], ['reloadOnWithdraw', 'yes'], ['recordPage', 1],
    ['signals', { google: null, uet: { marketing: ['all'] }, clarity: null, dataLayer: false }, 'signals.uet.marketing[0]'],
    ['signals', { google: { waitForUpdate: 1e9, adsDataRedaction: true, urlPassthrough: false, types: {} }, uet: null, clarity: null, dataLayer: false }, 'signals.google.waitForUpdate'],
  ])('%s: %j', (path, value, where = path) => {
    expect(checkNoticeShape(changed(path, value), 'demo')).toBe(where);
  });

  test('a value that is no object is refused too', () => {
    for (const odd of [7, 'text', [], true]) expect(checkNoticeShape(odd, 'demo')).toBe('notice');
  });

  test('a notice that a hub publishes is accepted', () => {
    expect(checkNoticeShape(noticeJson(), 'demo')).toBe('');
    expect(checkNoticeShape(changed('links.privacy', '/privacy?from=banner#cookies'), 'demo')).toBe('');
    expect(checkNoticeShape(changed('categories.1.services.0.cookies.0.name', '_ga*'), 'demo')).toBe('');
    expect(checkNoticeShape(changed('announced', { text: 'A new version takes effect: 1 March 2027', changes: ['New category: Community.'] }), 'demo')).toBe('');
  });
});

describe('a notice that came as data', () => {
  const address = 'https://hub.example.org/banner/00112233aabbccdd/consenthub.js?site=demo';
  const declaring = (...names: string[]) => () => json(200, changed('categories.1.services.0.cookies', names.map(name => ({ name, kind: 'cookie' }))));
  const cookies = () => document.cookie.split('; ').map(pair => pair.split('=')[0]).filter(name => !name!.startsWith('ch'));
  const visit = async (notice: () => Response) => {
    nextPage();
    fakeHub({ notice });
    const hub = await load(null, address);
    await settled();
    return hub;
  };

  test('is refused if it is invalid: the visitor is not asked, nothing runs, and the console names the field', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const hub = await visit(() => json(200, changed('links.privacy', 'javascript:1')));
    expect(hub.choices).toEqual({});
    expect(hook('banner')).toBeNull();
    expect(said.mock.calls.flat().join()).toContain('links.privacy');
  });

  test('clears nothing before a choice, and after a refusal only what was allowed once', async () => {
    document.cookie = 'session=1; Path=/';
    document.cookie = '_pk_id=1; Path=/';
    const hub = await visit(declaring('session', '_pk_*'));
    expect(cookies()).toEqual(['session', '_pk_id']);
    await hub.rejectAll();
    await settled();
    expect(cookies()).toEqual(['session', '_pk_id']);
    await visit(declaring('session', '_pk_*'));
    expect(cookies()).toEqual(['session', '_pk_id']);
  });

  test('clears on withdrawal what the accepted notice declared, and nothing that a later one adds', async () => {
    document.cookie = 'session=1; Path=/';
    await (await visit(declaring('_pk_*'))).acceptAll();
    await settled();
    document.cookie = '_pk_id=1; Path=/';
    const hub = await visit(declaring('_pk_*', 'session'));
    await hub.withdraw();
    await settled();
    expect(cookies()).toEqual(['session']);
  });
});

test('a notice inside the script clears nothing before a choice either', async () => {
  document.cookie = '_pk_id=1; Path=/';
  fakeHub();
  const hub = await load(noticeJson());
  await settled();
  expect(document.cookie).toBe('_pk_id=1');
  await hub.rejectAll();
  await settled();
  expect(document.cookie).not.toContain('_pk_id');
});
