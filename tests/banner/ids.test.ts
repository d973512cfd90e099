import { expect, test } from 'vitest';
import { newRecordId, newVisitorId } from '../../src/banner/shared/ids';
import { isVisitorId } from '../../src/banner/shared/memory';

test('a visitor id is 22 characters of base64url that no other visitor has', () => {
  const ids = Array.from({ length: 500 }, newVisitorId);
  expect(ids.every(isVisitorId)).toBe(true);
  expect(new Set(ids).size).toBe(500);
});

test('a visitor id decodes to exactly 16 bytes', () => {
  const bytes = atob(newVisitorId().replace(/-/g, '+').replace(/_/g, '/') + '==');
  expect(bytes.length).toBe(16);
});

test.each(['', 'short', 'AAAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAB', 'AAAAAAAAAAAAAAAAAAAA+A'])('"%s" is no visitor id', text => {
  expect(isVisitorId(text)).toBe(false);
});

test('a record id is a UUID of version 7 that begins with its time', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const id = newRecordId(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(id.replace(/-/g, '').slice(0, 12), 16)).toBe(now);
});

test('later record ids sort after earlier ones', () => {
  const ids = [1, 2, 3, 4].map(minute => newRecordId(Date.UTC(2026, 0, 1, 0, minute)));
  expect([...ids].sort()).toEqual(ids);
});
