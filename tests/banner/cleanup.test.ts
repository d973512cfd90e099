import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../src/banner/core/decide';
import { clear, domains, paths } from '../../src/banner/parts/save/cleanup/clear';
import { leftovers } from '../../src/banner/parts/save/cleanup/leftovers';
import { freshBrowser } from './support/browser';
import { notice } from './support/notices';

beforeEach(freshBrowser);

function leftBy(granted: string[], over: Record<string, unknown> = {}) {
  const shown = notice('opt_in', over);
  const choice = { notice: 3, at: Date.now() / 1000, model: 'opt_in' as const, granted, services: new Map<string, boolean>() };
  return leftovers(shown, decide({ notice: shown, choice, gpc: false, gpcAtChoice: false, now: Date.now() }), () => true)!;
}

describe('what denied services leave behind', () => {
  test('is recognised by exact names and by names that end in a star', () => {
    const left = leftBy(['auth']);
    expect(left.matches('cookie', '_pk_id.1')).toBe(true);
    expect(left.matches('cookie', '_hj')).toBe(true);
    expect(left.matches('cookie', '_hjx')).toBe(false);
    expect(left.matches('local_storage', 'mtm')).toBe(true);
    expect(left.matches('session_storage', 'mtm')).toBe(false);
  });

  test('does not include what a granted service declares too', () => {
    expect(leftBy(['auth', 'marketing']).matches('cookie', 'shared')).toBe(false);
    expect(leftBy(['auth']).matches('cookie', 'shared')).toBe(true);
  });

  test('does not include what is required, nor what no service declares', () => {
    expect(leftBy(['auth']).matches('cookie', 'sid')).toBe(false);
    expect(leftBy(['auth']).matches('cookie', 'basket')).toBe(false);
  });

  test('never includes our own memory of the choice', () => {
    const everything = notice().categories.map(category => category.required ? category : {
      ...category, services: [{ id: 'wild', name: 'Wild', provider: '', hosts: [], cookies: [{ name: '*', kind: 'cookie' }, { name: 'ch*', kind: 'local_storage' }] }],
    });
    const left = leftBy(['auth'], { categories: everything });
    for (const own of ['ch_demo', 'chid_demo', 'ch_demo_state', 'ch_demo_outbox']) {
      expect(left.matches('cookie', own) || left.matches('local_storage', own)).toBe(false);
    }
    expect(left.matches('cookie', 'chart')).toBe(true);
  });
});

describe('clearing', () => {
  test('removes denied cookies on every path and parent domain of this page, and leaves the others', () => {
    document.cookie = '_pk_id.1=a; Path=/';
    document.cookie = '_pk_ses.1=b; Path=/shop';
    document.cookie = '_pk_ref.1=c; Path=/shop; Domain=example.com; Secure';
    document.cookie = 'basket=3; Path=/';
    expect(clear(leftBy(['auth']))).toBe(true);
    expect(document.cookie).toBe('basket=3');
    expect(clear(leftBy(['auth']))).toBe(false);
  });

  test('removes denied storage keys', () => {
    localStorage.setItem('mtm', '1');
    localStorage.setItem('basket', '1');
    clear(leftBy(['auth']));
    expect(Object.keys(localStorage)).toEqual(['basket']);
  });

  test('tries every parent path of this page', () => {
    expect(paths('/shop/coffee')).toEqual(['/', '/shop', '/shop/', '/shop/coffee', '/shop/coffee/']);
    expect(paths('/')).toEqual(['/']);
  });

  test('tries every parent domain, never a top-level domain', () => {
    expect(domains('a.www.example.com')).toEqual(['a.www.example.com', 'www.example.com', 'example.com']);
    expect(domains('localhost')).toEqual(['localhost']);
  });
});
