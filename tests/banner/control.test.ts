import { beforeEach, describe, expect, test, vi } from 'vitest';
import { boot } from '../../src/banner/core/boot';
import { writeAnywhere } from '../../src/banner/parts/save/ownCookies';
import { fakeHub, freshBrowser, hook, json, load, nextPage, parts, settled } from './support/browser';
import { noticeJson } from './support/notices';

const firstLayer = (over = {}) => ({ ...noticeJson('opt_in', over), banner: '0123456789abcdef' });
const german = () => json(200, noticeJson('opt_in', { lang: 'de', texts: { ...(noticeJson()['texts'] as object), acceptAll: 'Alle akzeptieren' } }));

beforeEach(freshBrowser);

describe('the first layer', () => {
  test('of a page with manual start does not return by itself, and shows nothing after a valid choice', async () => {
    fakeHub();
    const script = Object.assign(document.createElement('script'), { type: 'x', src: 'https://hub.example.org/consent.js?site=demo' });
    script.dataset['manual'] = '';
    boot(firstLayer() as never, script, parts);
    await settled();
    expect(hook('banner')).toBeNull();
    await window.ConsentHub.show();
    expect(hook('banner')).not.toBeNull();
    await window.ConsentHub.rejectAll();
    await window.ConsentHub.show();
    expect(hook('banner')).toBeNull();
  });
});

describe('the language', () => {
  test('is the last one requested, whichever response comes first', async () => {
    const answers: ((answer: Response) => void)[] = [];
    fakeHub({ notice: () => new Promise(done => answers.push(done)) });
    const hub = await load(firstLayer({ languages: ['en', 'de', 'fr'] }));
    await settled();
    const [first, second] = [hub.setLanguage('fr'), hub.setLanguage('de')];
    await settled();
    const [french, toGerman] = answers.slice(-2) as [(answer: Response) => void, (answer: Response) => void];
    toGerman(german());
    expect(await second).toBe(true);
    french(json(200, noticeJson('opt_in', { lang: 'fr' })));
    expect(await first).toBe(false);
    await vi.waitFor(() => expect(hook('accept-all')!.textContent).toBe('Alle akzeptieren'));
  });

  test('does not change if the hub cannot be reached', async () => {
    fakeHub({ notice: () => Promise.reject(new TypeError('network')) });
    const hub = await load(firstLayer());
    expect(await hub.setLanguage('de')).toBe(false);
    expect(hook('accept-all')!.textContent).toBe('Accept all');
  });

  test('in the script’s address is not changed by the page’s own language, but by setLanguage()', async () => {
    fakeHub({ notice: german });
    const hub = await load(firstLayer(), 'https://hub.example.org/consent.js?site=demo&lang=en');
    await settled();
    document.documentElement.lang = 'de';
    await settled();
    expect(hook('accept-all')!.textContent).toBe('Accept all');
    expect(await hub.setLanguage('de')).toBe(true);
    document.documentElement.lang = '';
  });
});

test('a listener of change gets what has changed, and one of ready gets everything', async () => {
  fakeHub();
  const hub = await load(firstLayer());
  const heard = vi.fn();
  hub.on('ready', heard);
  hub.on('change', heard);
  await hub.save({ analytics: true }, { hotjar: false });
  await hub.save({ analytics: true }, { hotjar: false });
  expect(heard.mock.calls.map(([, { changed }]) => changed)).toEqual([
    { choices: { auth: true, analytics: false, marketing: false }, services: { session: true, matomo: false, hotjar: false, video: false } },
    { choices: { analytics: true }, services: { matomo: true } },
    { choices: {}, services: {} },
  ]);
});

test('a cookie that a frame on another site may not keep is written partitioned by that site', () => {
  const written: string[] = [];
  let kept = '';
  vi.spyOn(document, 'cookie', 'set').mockImplementation(text => {
    written.push(text);
    if (text.includes('Partitioned')) kept = text.split(';')[0]!;
  });
  vi.spyOn(document, 'cookie', 'get').mockImplementation(() => kept);
  expect(writeAnywhere('ch_shop', 'choice', { maxAge: 60, domain: null })).toBe(true);
  expect(written.map(text => /SameSite=([^;]+(;Partitioned)?)/.exec(text)![1])).toEqual(['Lax', 'None;Partitioned']);
});

test.each([['US-CA', 'Do not sell'], ['US-CO', 'Your privacy choices'], ['CA-ON', 'Your privacy choices']])('the reopen button has its label in %s: %s', async (region, name) => {
  fakeHub();
  const hub = await load({ ...noticeJson('opt_out', { region }), banner: '0123456789abcdef' });
  await hub.rejectAll();
  await settled();
  expect(hook('reopen')!.textContent).toBe(name);
});

test('the preference centre says who is responsible and whom to ask, as text', async () => {
  const whole = noticeJson('opt_in', {
    texts: { ...(noticeJson()['texts'] as object), responsible: 'Responsible for your data', contact: 'Questions: {name}, {contact}' },
    controller: { name: 'Shop AS', address: 'Kaien 7', email: 'hello@shop.example', website: 'javascript:alert(1)' },
    privacyContact: { email: 'privacy@shop.example' },
  });
  fakeHub();
  const hub = await load({ ...whole, banner: '0123456789abcdef' });
  await hub.open();
  const parties = hook('preferences')!.querySelector('.parties')!;
  expect([...parties.children].map(element => element.textContent)).toEqual([
    'Responsible for your data', 'Shop AS, Kaien 7, hello@shop.example, javascript:alert(1)', 'Questions: Shop AS, privacy@shop.example',
  ]);
  expect(parties.querySelector('a')).toBeNull();
});

test('the preference centre names the authority of the site and, beside it, the visitor’s own', async () => {
  const shown = async (over: Record<string, unknown>) => {
    nextPage();
    fakeHub();
    await (await load({ ...noticeJson('opt_in', { texts: { ...(noticeJson()['texts'] as object), authority: 'Authority' }, ...over }), banner: '0123456789abcdef' })).open();
    const term = [...hook('preferences')!.querySelectorAll('dt')].find(({ textContent }) => textContent === 'Authority');
    return term && [term.nextElementSibling!.textContent, ...[...term.parentElement!.querySelectorAll('a')].map(link => link.href)];
  };
  const supervisoryAuthority = { name: 'Datatilsynet' };
  const local = { authority: { country: 'FR', name: 'CNIL', url: 'https://www.cnil.fr' } };

  expect(await shown({ supervisoryAuthority, local })).toEqual(['DatatilsynetCNIL (France)', 'https://www.cnil.fr/']);
  expect(await shown({ local })).toEqual(['CNIL (France)', 'https://www.cnil.fr/']);
  expect(await shown({ supervisoryAuthority, local: {} })).toEqual(['Datatilsynet']);
  expect(await shown({ local: {} })).toBeUndefined();
});

test.each([
  ['none', 'We sell nothing.'],
  ['sharing', 'We share. Refuse here.'],
])('the preference centre says what happens under sale: %s, and links the support', async (sale, expected) => {
  fakeHub();
  const texts = { ...(noticeJson()['texts'] as object), sale: 'Sale', saleNone: 'We sell nothing.', saleSharing: 'We share.', saleRefuse: 'Refuse here.', supportLink: 'Support' };
  await (await load(firstLayer({ texts, sale, support: '/help' }))).open();
  const term = [...hook('preferences')!.querySelectorAll('dt')].find(({ textContent }) => textContent === 'Sale');

  expect(term!.nextElementSibling!.textContent).toBe(expected);
  expect(hook('preferences')!.querySelector('.links a[href="/help"]')!.textContent).toBe('Support');
});

test('the preference centre lists the rights by the law of the visitor’s region, or says who answers', async () => {
  const shown = async (rights: unknown) => {
    nextPage();
    fakeHub();
    await (await load(firstLayer({ texts: { ...(noticeJson()['texts'] as object), rights: 'Rights', rightsText: 'You may ask.' }, local: { rights } }))).open();
    return [...hook('preferences')!.querySelectorAll('dt')].find(({ textContent }) => textContent === 'Rights')!.nextElementSibling!;
  };

  const listed = await shown({ text: 'By law:', list: ['See', 'Delete'] });
  expect([listed.firstChild!.textContent, ...[...listed.querySelectorAll('p, li')].map(({ textContent }) => textContent)]).toEqual(['You may ask.', 'By law:', 'See', 'Delete']);
  expect((await shown({ text: 'Ask us.', list: [] })).textContent).toBe('You may ask.Ask us.');
  expect((await shown(undefined)).textContent).toBe('You may ask.');
});
