import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../src/banner/core/decide';
import { report } from '../../src/banner/parts/debug/report';
import { undeclared } from '../../src/banner/parts/debug/undeclared';
import { why, type Rule } from '../../src/banner/parts/debug/why';
import type { Choice, ConsentState, Memory, Model, Notice } from '../../src/banner/shared/types';
import { notice } from './support/notices';

const now = 1_800_000_000;

interface Case {
  readonly model?: Model;
  readonly over?: Partial<Notice>;
  readonly choice?: Partial<Choice>;
  readonly gpc?: boolean;
  readonly young?: boolean;
}

function view({ model, over, choice: chosen, gpc = false, young = false }: Case): ConsentState {
  const shown = notice(model, over);
  const choice: Choice | null = chosen ? { notice: 3, at: now - 60, model: 'opt_in', granted: ['auth'], services: new Map(), ...chosen } : null;
  const memory: Memory | null = choice && { v: 1, choice: '', gpc: false };
  return { notice: shown, choice, memory, decision: decide({ notice: shown, choice, gpc, gpcAtChoice: false, young, now: now * 1000 }) };
}

function element(html: string): Element {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
}

const analytics = '<script type="text/plain" data-consent="analytics" data-src="/a.js"></script>';
const marketing = '<iframe data-consent="marketing" data-src="/f"></iframe>';
const matomo = '<script type="text/plain" data-consent="analytics" data-consent-service="matomo" data-src="/a.js"></script>';

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('why an element runs or is held', () => {
  test.each<[string, Case, boolean, Rule, string]>([
    ['<script type="text/plain" data-consent="auth" data-src="/a.js"></script>', {}, true, 'required', '"auth" is required'],
    [analytics, { choice: { granted: ['auth', 'analytics'] } }, true, 'granted', 'was granted by the choice of 2027-01-15T07:59:00.000Z'],
    [matomo, { choice: { services: new Map([['matomo', true]]) } }, true, 'granted', '"matomo", apart from its category, was granted'],
    [analytics, { model: 'opt_out' }, true, 'default', 'under opt_out "analytics" is on until the visitor objects'],
    [analytics, {}, false, 'not_asked', 'nothing was chosen yet'],
    [analytics, { gpc: true }, false, 'not_asked', 'nothing was chosen yet'],
    [analytics, { choice: {} }, false, 'denied', '"analytics" was denied by the choice of'],
    [matomo, { choice: { granted: ['auth', 'analytics'], services: new Map([['matomo', false]]) } }, false, 'denied', '"matomo", apart from its category, was denied'],
    [marketing, { model: 'opt_out', gpc: true }, false, 'gpc', 'sends Global Privacy Control'],
    [marketing, { choice: { granted: ['auth', 'marketing'] }, gpc: true }, false, 'gpc', 'sends Global Privacy Control'],
    [analytics, { choice: {}, young: true }, false, 'too_young', 'below the age'],
    [analytics, { choice: { granted: ['auth', 'analytics'], notice: 1 } }, false, 'outdated', 'was made under notice 1'],
    [analytics, { choice: { granted: ['auth'], notice: 1 } }, false, 'denied', 'what was denied stays off'],
    [analytics, { choice: { granted: ['auth', 'analytics'], at: now - 20_000_000 } }, false, 'expired', 'has expired'],
    [analytics, { choice: { granted: ['auth', 'analytics'], model: 'opt_out' } }, false, 'stricter_model', 'made under opt_out, which does not count under opt_in'],
    ['<img data-consent="statistics" data-src="/p">', { choice: {} }, false, 'unknown_category', 'no category "statistics"'],
    ['<img data-consent="analytics" data-consent-service="video" data-src="/p">', { choice: {} }, false, 'unknown_service', '"analytics" has no service "video"'],
    ['<img data-consent-host="x.example" data-src="https://x.example/p">', {}, false, 'undeclared_host', 'x.example, which no service'],
    ['<img data-cookieconsent="nonsense" data-src="/p">', {}, false, 'unknown_mark', 'marked for another tool'],
    ['<script data-cookieconsent="statistics" src="/a.js"></script>', {}, true, 'not_held', 'the browser has run it'],
    ['<script type="text/plain" data-category="!analytics"></script>', {}, false, 'negated', 'turned off after having been on'],
    ['<script data-consent="analytics" src="/a.js"></script>', { choice: {} }, true, 'not_held', 'for want of type="text/plain"'],
    ['<img data-consent="marketing" src="/grey" data-src="/p">', { choice: {} }, false, 'denied', '"marketing" was denied'],
    ['<img data-consent="marketing" src="/p" data-src="/p">', { choice: {} }, true, 'not_held', 'does not wait in data-src'],
    ['<iframe data-consent="marketing" src="/f"></iframe>', { choice: {} }, true, 'not_held', 'does not wait in data-src'],
    ['<iframe data-consent="marketing" srcdoc="<p>film"></iframe>', { choice: {} }, true, 'not_held', 'does not wait in data-src'],
    ['<iframe data-consent="marketing" data-srcdoc="<p>film"></iframe>', { choice: {} }, false, 'denied', '"marketing" was denied'],
    ['<object data-consent="marketing" data="/film"></object>', { choice: {} }, true, 'not_held', 'does not wait in data-src'],
    ['<object data-consent="marketing" data-data="/film"></object>', { choice: {} }, false, 'denied', '"marketing" was denied'],
    ['<script type="text/plain" data-consent="auth analytics" data-src="/a.js"></script>', { choice: {} }, false, 'denied', '"analytics" was denied'],
  ])('%s %j', (html, facts, runs, rule, because) => {
    const state = view(facts);
    const one = element(html);
    const found = why(one, state, runs && rule !== 'not_held', '');
    expect([found.runs, found.rule]).toEqual([runs, rule]);
    expect(found.because).toContain(because);
  });

  test('what the visitor allowed once runs although its category is off', () =>
    expect(why(element(marketing), view({ choice: {} }), true, '')).toMatchObject({ runs: true, rule: 'once' }));

  test('an element that is allowed but not released yet is reported as such', () =>
    expect(why(element(analytics), view({ choice: { granted: ['auth', 'analytics'] } }), false, '')).toMatchObject({ runs: false, rule: 'waiting' }));

  test('a script without the nonce of our own tag is held whatever was granted, and a picture is not', () => {
    expect(why(element('<script type="text/plain" data-consent="auth">1</script>'), view({}), true, 'n1')).toMatchObject({ runs: false, rule: 'no_nonce' });
    expect(why(element('<img data-consent="auth" data-src="/p">'), view({}), true, 'n1')).toMatchObject({ runs: true, rule: 'required' });
  });

  test('a script that ran before it was denied is reported as such', () => {
    const held = element('<script type="text/plain" data-consent="analytics">1</script>');
    held.insertAdjacentHTML('beforebegin', '<script type="text/plain" data-consent="analytics" data-consent-live>1</script>');
    expect(why(held, view({ choice: {} }), false, '')).toMatchObject({ runs: true, rule: 'not_held' });
  });
});

describe('what is not declared', () => {
  const nothing = { cookies: [], localStorage: [], sessionStorage: [], hosts: [] };

  test('names are compared with the declarations of their own kind, also those of required services', () =>
    expect(undeclared({ cookies: ['sid', '_pk_id', 'mtm', '_ga'], localStorage: ['mtm', '_pk_id'], sessionStorage: ['mtm'], hosts: [] }, notice(), [])).toEqual([
      { kind: 'cookie', name: '_ga' },
      { kind: 'cookie', name: 'mtm' },
      { kind: 'localStorage', name: '_pk_id' },
      { kind: 'sessionStorage', name: 'mtm' },
    ]));

  test('our own names are left out, those of another site of the hub are', () =>
    expect(undeclared({ ...nothing, cookies: ['ch_demo', 'chid_demo', 'ch_demos'], localStorage: ['ch_demo_outbox'] }, notice(), [])).toEqual([{ kind: 'cookie', name: 'ch_demos' }]));

  test('hosts match exactly, and those of the page and the hub count as declared', () =>
    expect(undeclared({ ...nothing, hosts: ['www.example.com', 'hub.example.org', 'video.example.net', 'cdn.video.example.net', 'cdn.video.example.net'] },
      notice(), ['www.example.com', 'hub.example.org'])).toEqual([{ kind: 'host', name: 'cdn.video.example.net' }]));
});

test('a report has the state, each element and what it waits for', () => {
  element(matomo);
  const made = report(view({ choice: { granted: ['auth', 'analytics'], services: new Map([['matomo', false]]) } }), true, () => false, '', null,
    { cookies: ['_ga'], localStorage: [], sessionStorage: [], hosts: [] }, []);
  expect(Object.fromEntries(made.facts)).toEqual({
    'On': 'auth, analytics',
    'Off': 'marketing, analytics.matomo',
    'Choice': '2027-01-15T07:59:00.000Z, notice 3, opt_in',
    'Asks': 'no',
    'Notice': 'demo 3, valid since 2, in en',
    'Region': 'NO, opt_in',
    'Global Privacy Control': 'sent',
  });
  expect(made.elements).toMatchObject([{ element: '<script> /a.js', waitsFor: 'analytics · matomo', runs: false, rule: 'denied' }]);
  // Without the whole notice it is unknown what is declared.
  expect(made.undeclared).toEqual([]);
});
