import { vi } from 'vitest';
import { boot, type Config } from '../../../src/banner/core/boot';
import type { Parts } from '../../../src/banner/core/hub';
import { askAge } from '../../../src/banner/parts/age/askAge';
import { checks } from '../../../src/banner/parts/checks/checks';
import { createCover } from '../../../src/banner/parts/embeds/createCover';
import { makeTranslate } from '../../../src/banner/parts/marks/makeTranslate';
import { makePreferences } from '../../../src/banner/parts/preferences/makePreferences';
import { createRecords } from '../../../src/banner/parts/records/createRecords';
import { makeRoots } from '../../../src/banner/parts/roots/makeRoots';
import { makeSave } from '../../../src/banner/parts/save/makeSave';
import { findNotice } from '../../../src/banner/parts/work/loadNotice';
import { makeWork } from '../../../src/banner/parts/work/makeWork';
import type { ConsentHubApi } from '../../../wwwroot/consenthub';

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly headers: [string, string][];
}

/** The server's side: every call that was made, and the responses to the next ones. */
export function fakeHub(answers: Record<string, () => Response | Promise<Response>> = {}): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', vi.fn(async (url: string, init: RequestInit) => {
    calls.push({
      method: init.method ?? 'GET',
      url,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {},
      headers: init.headers as [string, string][],
    });
    const call = new URL(url).pathname.split('/').pop()!;
    return answers[call]?.() ?? (call === 'consents' ? json(201, { id: calls.at(-1)!.body['id'], action: calls.at(-1)!.body['action'] }) : json(404, {}));
  }));
  return calls;
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

export const sent = (calls: Call[], call: string): Record<string, unknown>[] =>
  calls.filter(made => made.url.endsWith(`/${call}`)).map(made => made.body);

/** What earlier pages of a test file have left in the one document that jsdom has: listeners, observers, and timers. */
const listening: (() => void)[] = [];

const later = globalThis.setTimeout;
globalThis.setTimeout = ((...args: Parameters<typeof later>) => {
  const timer = later(...args);
  listening.push(() => clearTimeout(timer));
  return timer;
}) as typeof later;

function track(): void {
  for (const target of [window, document]) {
    const add = target.addEventListener;
    vi.spyOn(target, 'addEventListener').mockImplementation((...args: unknown[]) => {
      add.apply(target, args as Parameters<typeof add>);
      listening.push(() => target.removeEventListener(args[0] as string, args[1] as EventListener));
    });
  }
  for (const name of ['MutationObserver', 'BroadcastChannel'] as const) {
    const Real = window[name] as (new (arg: never) => { disconnect?(): void; close?(): void }) | undefined;
    if (!Real) continue;
    vi.stubGlobal(name, class extends Real {
      constructor(arg: never) {
        super(arg);
        listening.push(() => (this.disconnect ? this.disconnect() : this.close?.()));
      }
    });
  }
}

/** An empty page and an empty browser, as after leaving the site. */
export async function freshBrowser(): Promise<void> {
  vi.useRealTimers();
  await settled();
  for (const stop of listening.splice(0)) stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  track();
  emptyDocument();
  for (const pair of document.cookie.split('; ')) document.cookie = `${pair.split('=')[0]}=; Path=/; Max-Age=0`;
  localStorage.clear();
  sessionStorage.clear();
  delete (window as { ConsentHub?: unknown }).ConsentHub;
  setGpc(false);
}

export function setGpc(on: boolean): void {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value: on, configurable: true });
}

/** The visitor opens the next page: storage is kept. */
export function nextPage(): void {
  for (const stop of listening.splice(0)) stop();
  delete (window as { ConsentHub?: unknown }).ConsentHub;
  emptyDocument();
}

function emptyDocument(): void {
  document.body.innerHTML = '';
}

// jsdom has neither layout nor modal dialogs.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
HTMLDialogElement.prototype.close ??= function () {
  this.removeAttribute('open');
};

/** Every part as the hub would serve it, without a network. */
export const parts = (): Parts => ({
  work: async () => ({
    findNotice: hub => findNotice(hub, async () => checks),
    makeWork: page => makeWork(page, {
      checks: async () => checks,
      save: async () => makeSave,
      preferences: async () => makePreferences,
      records: async () => createRecords,
      age: async () => askAge,
      roots: async () => makeRoots,
      embeds: async () => createCover,
      marks: async () => makeTranslate,
      debug: async () => undefined,
    }),
  }),
});

/** Loads the script as a page does, with the first layer inside it or, with null, without. */
export async function load(config: unknown, address = 'https://hub.example.org/consent.js?site=demo', partsOf = parts): Promise<ConsentHubApi> {
  const script = document.createElement('script');
  script.type = 'text/javascript-of-the-test';
  script.src = address;
  boot(config as Config | null, script, partsOf);
  await window.ConsentHub.ready;
  return window.ConsentHub;
}

/** The element behind an automation hook, or null. */
export function hook(name: string): HTMLElement | null {
  return document.querySelector('#consenthub')?.shadowRoot?.querySelector<HTMLElement>(`[data-ch="${name}"]`) ?? null;
}

/** The visitor acts, and everything pending completes. */
export async function settled(): Promise<void> {
  window.dispatchEvent(new Event('pointermove'));
  for (let round = 0; round < 5; round++) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    await new Promise(done => setTimeout(done, 1));
  }
}
