import { afterEach, expect, it } from 'vitest';
import { writeAnywhere } from '../../src/banner/parts/save/ownCookies';
import { readCookies } from '../../src/banner/shared/cookies';

afterEach(() => {
  for (const domain of ['', ';Domain=example.com']) document.cookie = `ch_shop=;Path=/;Max-Age=0${domain}`;
});

it('writes a cookie for the domain that the site asks for', () => {
  writeAnywhere('ch_shop', 'choice', { maxAge: 60, domain: 'example.com' });

  expect(readCookies('ch_shop')).toEqual(['choice']);
});

it('writes it for the host alone if the page is not part of the domain', () => {
  writeAnywhere('ch_shop', 'choice', { maxAge: 60, domain: 'other.example' });

  expect(readCookies('ch_shop')).toEqual(['choice']);
});

it('writes it for the host alone if the browser takes the domain for a public suffix', () => {
  writeAnywhere('ch_shop', 'choice', { maxAge: 60, domain: 'com' });

  expect(readCookies('ch_shop')).toEqual(['choice']);
});

it('leaves no copy for the host beside the one for the domain', () => {
  writeAnywhere('ch_shop', 'first', { maxAge: 60, domain: null });
  writeAnywhere('ch_shop', 'second', { maxAge: 60, domain: 'example.com' });

  expect(readCookies('ch_shop')).toEqual(['second']);
});
