import { describe, expect, test } from 'vitest';
import { decide } from '../../src/banner/core/decide';
import type { Ask, Choice, Model } from '../../src/banner/shared/types';
import { notice } from './support/notices';

const now = Date.UTC(2026, 10, 21);
const seconds = now / 1000;

function choice(granted: string, over: Partial<Choice> = {}): Choice {
  return { notice: 3, at: seconds - 60, model: 'opt_in', granted: granted.split(' '), services: new Map(), ...over };
}

interface Case {
  readonly name: string;
  readonly model?: Model;
  readonly choice?: Choice;
  readonly gpc?: boolean;
  readonly gpcAtChoice?: boolean;
  /** The categories that may run. */
  readonly runs: string;
  readonly ask: Ask;
  readonly signal?: boolean;
  readonly silent?: boolean;
}

const old = { notice: 1 };
const longAgo = { at: seconds - 15_724_801 };
const lax = { model: 'opt_out' as const };

const cases: Case[] = [
  { name: 'nobody has chosen under opt_in', runs: 'auth', ask: 'first' },
  { name: 'nobody has chosen under opt_out', model: 'opt_out', runs: 'auth analytics marketing', ask: 'first' },
  { name: 'nobody has chosen under notice_only', model: 'notice_only', runs: 'auth analytics marketing', ask: 'first' },
  { name: 'GPC before a choice under opt_in: asked, with everything off', gpc: true, runs: 'auth', ask: 'first' },
  { name: 'GPC before a choice under opt_out answers for the visitor', model: 'opt_out', gpc: true, runs: 'auth analytics', ask: 'none', silent: true },
  { name: 'GPC before a choice under notice_only answers for the visitor', model: 'notice_only', gpc: true, runs: 'auth analytics', ask: 'none', silent: true },

  { name: 'a grant is valid', choice: choice('auth analytics'), gpcAtChoice: false, runs: 'auth analytics', ask: 'none' },
  { name: 'a refusal is valid under every model', model: 'opt_out', choice: choice('auth'), gpcAtChoice: false, runs: 'auth', ask: 'none' },
  { name: 'what is required runs even where a cookie leaves it out', choice: choice('analytics'), runs: 'auth analytics', ask: 'none' },
  { name: 'a category that the site has dropped counts for nothing', choice: choice('auth gone'), runs: 'auth', ask: 'none' },
  { name: 'a choice under a newer notice than this copy is valid', choice: choice('auth marketing', { notice: 4 }), gpcAtChoice: false, runs: 'auth marketing', ask: 'none' },
  { name: 'a choice at the oldest valid notice is valid', choice: choice('auth analytics', { notice: 2 }), runs: 'auth analytics', ask: 'none' },

  { name: 'an outdated grant authorises nothing under opt_in', choice: choice('auth analytics marketing', old), runs: 'auth', ask: 'outdated' },
  { name: 'an outdated refusal stays one under opt_out', model: 'opt_out', choice: choice('auth analytics', { ...old, ...lax }), runs: 'auth analytics', ask: 'outdated' },
  { name: 'an outdated refusal stays one under opt_in', choice: choice('auth', old), runs: 'auth', ask: 'outdated' },
  { name: 'an outdated grant under GPC falls to the default without marketing', model: 'opt_out', gpc: true, gpcAtChoice: true, choice: choice('auth analytics marketing', { ...old, ...lax }), runs: 'auth analytics', ask: 'outdated' },
  { name: 'an expired grant authorises nothing under opt_in', choice: choice('auth analytics', longAgo), runs: 'auth', ask: 'expired' },
  { name: 'an expired refusal stays off until asked again', model: 'opt_out', choice: choice('auth', { ...longAgo, ...lax }), runs: 'auth', ask: 'expired' },

  { name: 'a grant under a laxer model is none under opt_in', choice: choice('auth analytics', lax), runs: 'auth', ask: 'stricter_model' },
  { name: 'a grant under notice_only is none under opt_in', choice: choice('auth marketing', { model: 'notice_only' }), runs: 'auth', ask: 'stricter_model' },
  { name: 'a refusal under a laxer model is a refusal under opt_in', choice: choice('auth', lax), runs: 'auth', ask: 'none' },
  { name: 'a grant under opt_in is valid under opt_out', model: 'opt_out', choice: choice('auth analytics'), runs: 'auth analytics', ask: 'none' },

  { name: 'GPC turned on after a grant overrides it, and that is recorded', choice: choice('auth analytics marketing'), gpc: true, gpcAtChoice: false, runs: 'auth analytics', ask: 'none', signal: true },
  { name: 'a grant made while GPC was on is valid', choice: choice('auth marketing'), gpc: true, gpcAtChoice: true, runs: 'auth marketing', ask: 'none' },
  { name: 'where nobody remembers, GPC wins and nothing is recorded', choice: choice('auth marketing'), gpc: true, runs: 'auth', ask: 'none' },
  { name: 'GPC changes nothing where marketing was refused', choice: choice('auth analytics'), gpc: true, gpcAtChoice: false, runs: 'auth analytics', ask: 'none', signal: true },
];

describe('decide', () => {
  test.each(cases)('$name', ({ model = 'opt_in', choice: stored = null, gpc = false, gpcAtChoice, runs, ask, signal = false, silent = false }) => {
    const decision = decide({ notice: notice(model), choice: stored, gpc, gpcAtChoice, now });

    expect([...decision.categories].filter(([, on]) => on).map(([id]) => id).join(' ')).toBe(runs);
    expect(decision.ask).toBe(ask);
    expect(decision.signal).toBe(signal);
    expect(decision.silent).toBe(silent);
  });

  test('a service that differs from its category keeps its own state', () => {
    const stored = choice('auth analytics', { services: new Map([['hotjar', false], ['video', true]]) });
    const { services } = decide({ notice: notice(), choice: stored, gpc: false, gpcAtChoice: false, now });
    expect(Object.fromEntries(services)).toEqual({ session: true, matomo: true, hotjar: false, video: true });
  });

  test.each(['expired', 'outdated'])('under opt_out a service that was refused by itself stays off after the choice has become %s', state => {
    const old = state === 'expired' ? { at: now / 1000 - 800 * 86_400 } : { notice: 1 };
    const stored = choice('auth analytics', { model: 'opt_out', services: new Map([['hotjar', false]]), ...old });
    const decision = decide({ notice: notice('opt_out'), choice: stored, gpc: false, gpcAtChoice: false, now });
    expect(decision.ask).toBe(state);
    expect(decision.categories.get('analytics')).toBe(true);
    expect(decision.services.get('matomo')).toBe(true);
    expect(decision.services.get('hotjar')).toBe(false);
  });

  test('GPC also turns off a single service of its category, and that is recorded', () => {
    const stored = choice('auth', { services: new Map([['video', true]]) });
    const decision = decide({ notice: notice(), choice: stored, gpc: true, gpcAtChoice: false, now });
    expect(decision.services.get('video')).toBe(false);
    expect(decision.signal).toBe(true);
  });

  test('a single service granted under a laxer model is no grant under opt_in', () => {
    const stored = choice('auth', { model: 'opt_out', services: new Map([['video', true]]) });
    const decision = decide({ notice: notice(), choice: stored, gpc: false, gpcAtChoice: false, now });
    expect(decision.services.get('video')).toBe(false);
    expect(decision.ask).toBe('stricter_model');
  });

  test('a site with nothing optional never asks', () => {
    const { categories } = notice();
    const decision = decide({ notice: { ...notice(), categories: categories.slice(0, 1) }, choice: null, gpc: false, gpcAtChoice: undefined, now });
    expect(decision.ask).toBe('none');
  });

  test('a default of a notice that is on under opt_in is ignored', () => {
    const categories = notice('opt_out').categories;
    const decision = decide({ notice: { ...notice(), categories }, choice: null, gpc: false, gpcAtChoice: undefined, now });
    expect(decision.categories.get('analytics')).toBe(false);
  });
});
