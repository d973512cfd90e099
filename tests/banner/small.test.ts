import { expect, test } from 'vitest';
import { findHub } from '../../src/banner/core/hub';
import { turnCategory, turnService } from '../../src/banner/parts/preferences/draft';
import { offeredLanguage } from '../../src/banner/parts/work/hostPage';
import { duration } from '../../src/banner/shared/texts';
import { notice } from './support/notices';

test.each([
  ['https://hub.example.org/consent.js?site=demo', { base: 'https://hub.example.org', site: 'demo', banner: '', lang: undefined }],
  ['https://example.com/consent/consent.js?site=demo&lang=de', { base: 'https://example.com/consent', site: 'demo', banner: '', lang: 'de' }],
  ['https://hub.example.org/banner/0123456789abcdef/consenthub.js?site=demo', { base: 'https://hub.example.org', site: 'demo', banner: '0123456789abcdef', lang: undefined }],
])('the hub of %s is found', (src, hub) => {
  const script = Object.assign(document.createElement('script'), { type: 'x', src });
  expect(findHub(script)).toEqual({ ...hub, tag: script });
});

test('data-site takes precedence over the site in the address', () => {
  const script = Object.assign(document.createElement('script'), { type: 'x', src: 'https://hub.example.org/banner/0123456789abcdef/consenthub.js' });
  expect(() => findHub(script)).toThrow();
  script.dataset['site'] = 'shop';
  expect(findHub(script).site).toBe('shop');
});

test.each([
  ['de', 'de'], ['de-AT', 'de'], ['en-GB', 'en'], ['fr', undefined], ['', undefined], ['PT-br', 'pt-BR'],
])('a page in "%s" is offered %s', (page, wanted) => {
  expect(offeredLanguage(page, ['en', 'de', 'pt-BR'])).toBe(wanted);
});

test.each([
  ['P13M', 'en', '13 months'], ['P1Y', 'en', '1 year'], ['PT30M', 'en', '30 minutes'], ['P1DT12H', 'en', '1 day 12 hours'], ['PT0S', 'en', ''],
  ['P30D', 'de', '30 Tage'], ['a while', 'en', 'a while'],
])('%s in %s reads "%s"', (iso, lang, text) => {
  expect(duration(iso, lang)).toBe(text);
});

test('turning a category turns its services', () => {
  const draft = { categories: new Map([['analytics', false]]), services: new Map([['matomo', false], ['hotjar', false], ['video', false]]) };
  const { categories, services } = turnCategory(notice(), draft, 'analytics', true);
  expect(categories.get('analytics')).toBe(true);
  expect(Object.fromEntries(services)).toEqual({ matomo: true, hotjar: true, video: false });
});

test('one service alone never turns its category on, but all together do', () => {
  const draft = { categories: new Map([['analytics', false]]), services: new Map([['matomo', false], ['hotjar', false]]) };
  const one = turnService(notice(), draft, 'matomo', true);
  expect(one.categories.get('analytics')).toBe(false);
  expect(turnService(notice(), one, 'hotjar', true).categories.get('analytics')).toBe(true);
});
