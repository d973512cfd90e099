import type { Parts } from './hub';
import { readJson } from '../shared/storage';
import type { Events, Hub, NoticeSource, Page, Work } from '../contracts';
import { saveLocally } from './saveLocally';
import { guard } from '../shared/guard';
import { stateOf } from '../shared/publicState';
import { dress, themeCss } from '../ui/skin';
import { createShell } from '../ui/shell';
import type { StoredConsent } from '../../../wwwroot/consenthub';
import type { Inner } from './api';
import { contentOf } from '../shared/choice';
import { keyOf, readChoice } from '../shared/memory';
import { allowed, consentState, hasLeftovers, readState, turnsOff } from './consentState';
import { createScripts } from '../gate/scripts';
import { createGate } from '../gate/gate';
import type { ConsentState, Notice } from '../shared/types';

/** Not in every browser. */
declare const cookieStore: EventTarget;

/** The page's own button to reopen the choices. */
const opener = '[data-consenthub=open]';

/** One page: its present state, and the steps that lead from one state to the next. */
export function createPage(hub: Hub, notice: Notice, events: Events, noticeSource: NoticeSource, parts: Parts): Inner {
  let state: ConsentState = readState(notice);
  let dismissed = noticeSource === 'remembered' || hub.tag.hasAttribute('data-manual');
  let blocked = false;
  let shown = false;
  let work: Work | undefined;
  let signalsSent = !notice.signals;

  /** Runs a step that needs the part `work`; does nothing if the part can't be loaded now. */
  const doWork = async <T>(step: (work: Work) => T | Promise<T>): Promise<T | undefined> => {
    const part = await parts.work();
    work ??= part?.makeWork(page);
    return work && step(work);
  };
  const gate = createGate(
    // Consent signals are sent first; no marked element runs before them.
    (category, service) => signalsSent && allowed(state, category, service),
    hub.tag.nonce,
    held => {
      if (work || held.some(element => element.matches('iframe,[data-consent-released]')) || document.querySelector('[data-consenthub-placeholder]')) void doWork(work => work.hold(held));
    },
    () => void doWork(work => work.translateMarks()),
    () => work?.recheck());

  const clean = () => {
    if (!state.choice) return;
    // Unmarked tags may write cookies at any time; browsers with `cookieStore` report each change.
    guard(() => cookieStore.addEventListener('change', clean));
    if (guard(() => hasLeftovers(state))) void doWork(work => work.clean(false));
  };
  /** Shows the first layer if the visitor must be asked, otherwise prepares the button that reopens the preferences. */
  const present = async () => {
    const asks = () => !dismissed && state.decision.ask !== 'none';
    if (!document.body) await new Promise(done => document.addEventListener('DOMContentLoaded', done));
    // The notes are awaited before anything is shown, so that no button moves while the visitor is about to press it.
    const { ask, gpc } = state.decision;
    const more = asks() && (ask !== 'first' || gpc[0]) && await doWork(work => work.notes());
    work?.leave();
    shell.ask(asks() && state, more);
    shown ||= asks();
    setTimeout(clean);
    // Counting, and the button that reopens the preferences, are not urgent: they come with the visitor's first action, or after two seconds.
    const finishBoot = () => void doWork(work => work.finishBoot(dismissed, shown));
    // In the layout `modal`, `finishBoot` also blocks the rest of the page, so it runs at once.
    if (shown || state.decision.silent) setTimeout(finishBoot, state.notice.theme.layout === 'modal' ? 0 : 2_000);
    if (shown || !document.querySelector(opener)) {
      // Not `pointerover`: a pointer that was on the page before this script loaded fires none until it leaves its element.
      for (const event of ['pointermove', 'pointerdown', 'keydown', 'scroll']) addEventListener(event, finishBoot, { once: true });
    }
  };
  /**
   * Sends the choice. If the part that sends can't be loaded, tries again every nine seconds, and the next page does the
   * same.
   */
  const send = async () => {
    if (!await doWork(work => work.resume())) setTimeout(send, 9_000);
  };
  const shell = createShell(() => page);

  const page: Page & Inner = {
    hub, noticeSource, gate, shell, events, consentState, dress, themeCss, createScripts, doWork,
    bootLang: document.documentElement.lang,
    state: () => state,
    setState: next => {
      const stops = turnsOff(state.decision, next.decision);
      state = next;
      guard(gate.sweep);
      if (stops || work) {
        // Tags that already run can't be stopped. If the part that clears what they store can't be loaded, a reload ends
        // them.
        void doWork(work => work.clean(stops)).then(done => done || !stops || location.reload());
      }
    },
    notifyPage() {
      work?.signal('change');
      events.emit('change', stateOf(state));
    },
    applyState(next) {
      page.setState(next);
      work?.close();
      void present();
      page.notifyPage();
    },
    decideOn(newChoice) {
      page.applyState(saveLocally(newChoice, state, hub.banner));
      blocked = !readChoice(hub.site);
      void send();
    },
    look() {
      // If the browser stores nothing, only this page knows its choice.
      if (!blocked && contentOf(readChoice(hub.site)) !== contentOf(state.choice)) page.applyState(readState(state.notice));
    },
    decideAll(action, source) {
      const grants = action === 'accept_all';
      // If the site has an age threshold, granting first asks for the age; refusing never does.
      if (grants && state.notice.age) void doWork(work => work.choose({ action, source, category: () => true }));
      else page.decideOn({ action, source, granted: state.notice.categories.filter(({ required }) => grants || required).map(({ id }) => id), services: new Map() });
    },
    async open() {
      // If the preference centre cannot be loaded, the first layer still lets the visitor change the choice.
      if (!await doWork(work => work.open())) shell.ask(state);
    },
    dismiss() {
      dismissed = true;
      void present();
      void doWork(work => work.countOutcome('dismissed'));
    },
    show() {
      dismissed = false;
      return present();
    },
    receipt: () => (readJson(keyOf(hub.site, 'receipt')) ?? work?.answered()) as StoredConsent | null,
  };
  followOthers(page.look);

  document.addEventListener('click', event => {
    // Guarded, because a form's own field may be called "matches".
    if (!guard(() => event.composedPath().some(node => (node as Element).matches?.(opener))) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void page.open();
  });

  page.setState(state);
  void (async () => {
    if (!signalsSent && await doWork(work => work.signal('ready'))) {
      signalsSent = true;
      page.setState(state);
    }
    if (page.bootLang && !page.bootLang.startsWith(notice.lang) && !hub.lang && notice.languages[1]) await doWork(work => work.translate());
    // If the outer page runs ConsentHub too, a frame does not ask.
    if (parent !== window) dismissed = await doWork(work => work.follows()) || dismissed;
    await present();
  })();
  if (state.decision.signal || state.memory?.unsent?.[0] || (state.choice && readJson(keyOf(hub.site, 'outbox')))) void send();
  if (document.URL.includes('consenthub-debug') || hub.tag.hasAttribute('data-debug')) void doWork(work => work.debug());

  return page;
}

/**
 * Calls `look` whenever another page may have changed the stored choice. A write to storage notifies the other tabs of
 * the origin at once. For other subdomains and pages from the back-forward cache, `look` is called when the page is
 * shown again.
 */
function followOthers(look: () => void): void {
  const guarded = () => guard(look);
  for (const event of ['storage', 'pageshow', 'visibilitychange']) addEventListener(event, guarded);
}
