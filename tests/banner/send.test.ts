import { expect, test } from 'vitest';
import { send } from '../../src/banner/parts/save/outbox/send';
import type { ConsentBody, Item } from '../../src/banner/shared/types';
import { fakeHub, json } from './support/browser';

const url = 'https://hub.example.org/v1/sites/demo/consents';
const item: Item = { body: { id: 'a' } as ConsentBody, at: 1_000, tries: 0, next: 0, aside: false };

test.each([
  [201, { id: 'a' }, 'taken'],
  [200, { id: 'b' }, 'taken'],
  [410, {}, 'taken'],
  [400, {}, 'refused'],
  [403, {}, 'refused'],
  [409, {}, 'refused'],
  [429, {}, 'later'],
  [500, {}, 'later'],
  [503, {}, 'later'],
  [200, ['no record'], 'later'],
] as const)('an answer %i with %o means: %s', async (status, body, verdict) => {
  fakeHub({ consents: () => json(status, body) });
  expect((await send(url, item, 1_000)).kind).toBe(verdict);
});

test('a page of a proxy is not taken for the server’s response', async () => {
  fakeHub({ consents: () => new Response('<html>please sign in</html>', { status: 200 }) });
  expect((await send(url, item, 1_000)).kind).toBe('later');
});

test('no response means later', async () => {
  fakeHub({ consents: () => Promise.reject(new TypeError('network')) });
  expect((await send(url, item, 1_000)).kind).toBe('later');
});

test('the pause that a busy server requests is kept', async () => {
  fakeHub({ consents: () => new Response('{}', { status: 429, headers: { 'Retry-After': '30' } }) });
  expect(await send(url, item, 1_000)).toEqual({ kind: 'later', after: 30_000 });
});

test('too many choices for today differ from a busy server', async () => {
  fakeHub({ consents: () => new Response('{"code":"daily_limit"}', { status: 429, headers: { 'Retry-After': '3600' } }) });
  expect(await send(url, item, 1_000)).toEqual({ kind: 'over', after: 3_600_000 });
});

test('the body is JSON as plain text, with elapsed computed now', async () => {
  const calls = fakeHub();
  await send(url, item, 1_700);
  expect(calls[0]).toMatchObject({ method: 'POST', body: { id: 'a', elapsed: 700 }, headers: [['Content-Type', 'text/plain;charset=UTF-8']] });
});
