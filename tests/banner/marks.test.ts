import { beforeEach, describe, expect, test } from 'vitest';
import { addressOf, markOf, markSelector, type Mark } from '../../src/banner/parts/marks/markOf';

const services = (...list: [id: string, name: string, ...hosts: string[]][]) => list.map(([id, name, ...hosts]) => ({ id, name, hosts }));
const notice = {
  categories: [
    { id: 'auth', required: true, services: services(['session', 'Sign-in']) },
    { id: 'preferences', required: false, services: [] },
    { id: 'analytics', required: false, services: services(['google_analytics', 'Google Analytics', 'www.googletagmanager.com'], ['metrika', 'Яндекс Метрика']) },
    { id: 'marketing', required: false, services: services(['my_video', 'Video', 'video.example', 'img.video.example']) },
  ],
};

function element(html: string): Element {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
}

const marks = (category: string, service: string | null = null): Mark => ({ categories: [category], service });

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('our own marks', () => {
  test.each<[string, Mark | null]>([
    ['<iframe data-consent="marketing" data-src="/f"></iframe>', marks('marketing')],
    ['<iframe data-consent="marketing" data-consent-service="my_video" data-src="/f"></iframe>', marks('marketing', 'my_video')],
    ['<iframe data-consent="marketing" data-consent-service="" data-src="/f"></iframe>', marks('marketing')],
    ['<iframe data-consent="nonsense" data-src="/f"></iframe>', null],
    ['<iframe data-consent="" data-src="/f"></iframe>', null],
    ['<iframe data-consent="nonsense" data-cookieconsent="marketing"></iframe>', null],
    ['<iframe data-consent="analytics" data-consent-host="video.example"></iframe>', marks('analytics')],
  ])('%s', (html, mark) => expect(markOf(element(html), notice)).toEqual(mark));
});

describe('what the inline stub holds', () => {
  test.each<[string, Mark | null]>([
    ['<img data-consent-host="img.video.example" data-src="/p">', marks('marketing', 'my_video')],
    ['<script type="text/plain" data-consent-host="www.googletagmanager.com" data-src="/p"></script>', marks('analytics', 'google_analytics')],
    ['<img data-consent-host="example" data-src="/p">', null],
    ['<img data-consent-host="sub.video.example" data-src="/p">', null],
    ['<img data-consent-host="" data-src="/p">', null],
  ])('%s', (html, mark) => expect(markOf(element(html), notice)).toEqual(mark));
});

describe('the marks of Cookiebot', () => {
  test.each<[string, Mark | null]>([
    ['<script type="text/plain" data-cookieconsent="statistics">1</script>', marks('analytics')],
    ['<script type="text/plain" data-cookieconsent="statistics, marketing" src="/s.js"></script>', { categories: ['analytics', 'marketing'], service: null }],
    ['<iframe data-cookieconsent="marketing,preferences" data-cookieblock-src="/f"></iframe>', { categories: ['marketing', 'preferences'], service: null }],
    ['<img data-cookieconsent="necessary" data-cookieblock-src="/p">', marks('auth')],
    ['<script type="text/plain" data-cookieconsent="marketing, unclassified">1</script>', null],
    ['<script data-cookieconsent="ignore">1</script>', null],
    ['<script type="text/plain" data-cookieconsent="">1</script>', null],
    ['<script type="text/plain" data-cookieconsent="__proto__">1</script>', null],
  ])('%s', (html, mark) => expect(markOf(element(html), notice)).toEqual(mark));

  test('a category of the site with Cookiebot’s name takes precedence', () => {
    const own = { categories: [...notice.categories, { id: 'statistics', required: false, services: [] }] };
    expect(markOf(element('<img data-cookieconsent="statistics">'), own)).toEqual(marks('statistics'));
  });
});

describe('the marks of vanilla-cookieconsent', () => {
  test.each<[string, Mark | null]>([
    ['<script type="text/plain" data-category="analytics">1</script>', { ...marks('analytics'), negated: false }],
    ['<script type="text/plain" data-category="!analytics">1</script>', { ...marks('analytics'), negated: true }],
    ['<script type="text/plain" data-category="analytics" data-service="Google Analytics">1</script>', { ...marks('analytics', 'google_analytics'), negated: false }],
    ['<script type="text/plain" data-category="analytics" data-service="!Яндекс  Метрика">1</script>', { ...marks('analytics', 'metrika'), negated: true }],
    ['<script type="text/plain" data-category="analytics" data-service="Unheard of">1</script>', null],
    ['<script type="text/plain" data-category="ads">1</script>', null],
    ['<script type="text/plain" data-category="shoes" data-consent-host="video.example"></script>', marks('marketing', 'my_video')],
    ['<a data-category="analytics">A link of a shop</a>', null],
  ])('%s', (html, mark) => expect(markOf(element(html), notice)).toEqual(mark));
});

describe('the marks of Klaro', () => {
  test.each<[string, Mark | null]>([
    ['<script type="text/plain" data-type="application/javascript" data-name="google-analytics" data-src="/s.js"></script>', marks('analytics', 'google_analytics')],
    ['<iframe data-name="my_video" data-src="/f"></iframe>', marks('marketing', 'my_video')],
    ['<link data-name="preferences" data-href="/f.css" rel="stylesheet">', marks('preferences')],
    ['<img data-name="matomo" data-src="/p">', null],
    ['<img data-name="" data-src="/p">', null],
    ['<img data-name="…" data-src="/p">', null],
  ])('%s', (html, mark) => expect(markOf(element(html), notice)).toEqual(mark));
});

test.each([
  ['<script type="text/plain" data-src="/a.js" src="/b.js"></script>', '/a.js'],
  ['<script type="text/plain" src="/b.js"></script>', '/b.js'],
  ['<script src="/b.js"></script>', null],
  ['<script type="text/plain">1</script>', null],
  ['<iframe data-cookieblock-src="/f"></iframe>', '/f'],
  ['<iframe src="/f"></iframe>', null],
])('the address of %s waits at %s', (html, address) => expect(addressOf(element(html))).toBe(address));

test('a style sheet waits in data-href', () => {
  expect(addressOf(element('<link data-href="/s.css">'), 'href')).toBe('/s.css');
});

test.each([
  ['<i data-consent="x"></i>', true], ['<img data-consent-host="a">', true], ['<img data-cookieconsent="a">', true],
  ['<script data-category="a"></script>', true], ['<script data-name="a"></script>', true], ['<img data-name="a" data-src="b">', true],
  ['<link data-name="a" data-href="b">', true], ['<a data-category="a">shop</a>', false], ['<p data-name="a"></p>', false],
])('%s may be marked: %s', (html, marked) => {
  expect(element(html).matches(markSelector)).toBe(marked);
});
