import type { Erasure } from '../../../wwwroot/consenthub';
import { contentOf, formatChoice } from '../choiceCookie';
import { choiceOf } from '../choiceOf';
import type { Cover } from '../embeds/cover';
import { remember } from '../keep';
import { stateOf } from '../live';
import { guard } from '../guard';
import { siteUrl } from '../hub';
import type { Translate } from '../marks/translate';
import type { Page } from '../page';
import { keyOf, readChoice, readMemory, sendsGpc } from '../state';
import { localStore as store } from '../store';
import type { Roots } from '../roots/watchRoots';
import type { Choice, Notice, Source, Wish } from '../types';
import { word } from '../ui/words';
import { checkedWish } from './checkedWish';
import { leftovers } from './cleanup/leftovers';
import { createCleaner } from './cleanup/watch';
import type { Desk, Work } from './contracts';
import { count, onceSeen } from './count';
import { awaitErasure, eraseVisitor } from './eraseVisitor';
import { hold } from './hold';
import { isOfAge } from './isOfAge';
import { loadNotice } from './loadNotice';
import { notes } from './notes';
import { picked } from './picked';
import { followRoot } from './followRoot';
import { followsPage } from './followsPage';
import { offeredLanguage, pageLanguage } from './pageLanguage';
import type { LaterParts } from './parts';
import { createReporter } from './reporter';
import { request } from './request';
import { judgeRestored } from './restored';
import { signal } from './signal';
import { writeAnywhere } from './writeAnywhere';
import { createStage } from './stage';
import { dropVisitorId } from './visitorId';

export function makeWork(page: Page, parts: LaterParts): Work {
  const { hub, state, shell } = page;
  const { site } = hub;
  let whole: Promise<Notice | null> | undefined;
  let sent: Promise<unknown> = Promise.resolve();
  let counted = false;
  let framed = false;
  let wantedLang: string | undefined;

  const keepChoice = (notice: Notice, choice: Choice) => writeAnywhere(`ch_${site}`, formatChoice(choice), notice.cookie);
  const reporter = createReporter(page, () => {
    // A hub on our own origin sets the cookie as well; its answer to an earlier choice must not bring that one back.
    const { notice, choice } = state();
    if (choice && contentOf(readChoice(site)) !== contentOf(choice)) keepChoice(notice, choice);
  }, () => void loadWhole().then(whole => whole && stage.say(word(whole, 'savedTomorrow'), true)));
  const cleaner = createCleaner();
  judgeRestored(page.gate);
  // Where nobody has pinned our code, a notice is as good as the code and needs no other check.
  const checks = page.manner !== 'inlined' || hub.tag.integrity ? parts.checks : undefined;
  const met = state();
  const accepted = checks?.().then(rules => rules?.createAccepted(site, met));

  const choose = (wish: Wish) => {
    const { notice } = state();
    const grants = notice.categories.some(({ id, required, services }) =>
      !required && (wish.category(id) || services.some(service => wish.service?.(service.id))));
    if (notice.age && grants && !isOfAge(state())) void parts.age().then(ask => ask?.(desk, wish));
    else decideOn(wish);
  };
  const decideOn = (wish: Wish) => page.decideOn({ ...wish, ...picked(state().notice, wish) });
  const withdraw = (source: Source) => decideOn({ action: 'withdraw', source, category: () => false });
  /** Goes on under a fuller, newer or translated notice. What is shown is always the notice that a record made from it will name. */
  const adopt = (notice: Notice) => {
    const { notice: shown, choice, memory } = state();
    if (notice === shown) return;
    const before = JSON.stringify(stateOf(state()));
    page.enter(page.live(notice, choice, memory));
    if (JSON.stringify(stateOf(state())) !== before) page.tell();
    if (notice.lang !== shown.lang) stage.translate(notice);
    if (shell.asked() && (notice.version !== shown.version || notice.lang !== shown.lang)) void askAgain();
  };
  const askAgain = async () => {
    const { ask, gpc } = state().decision;
    const more = ask !== 'first' || gpc[0] ? await notes(desk) : undefined;
    if (shell.asked()) shell.ask(state(), more);
    stage.openFirst();
    stage.recheck();
  };
  const loadWhole = (): Promise<Notice | null> => whole ??= isWhole(state().notice) ? Promise.resolve(state().notice) : (async () => {
    const { lang } = state().notice;
    const notice = await loadNotice(hub, lang, checks);
    // Another language may have been asked for meanwhile.
    if (state().notice.lang !== lang) return loadWhole();
    if (notice) adopt(notice);
    else whole = undefined;
    return notice;
  })();
  /** Goes on in another language, unless that comes after `late` or another one is wanted by then. */
  const speak = async (wanted: string, late?: Promise<undefined>) => {
    const { notice: { lang, languages } } = state();
    const found = wantedLang = page.manner === 'remembered' ? undefined : offeredLanguage(wanted, languages);
    if (!found || found === lang) return !!found;
    const next = loadNotice(hub, found, checks);
    const notice = await (late ? Promise.race([next, late]) : next);
    if (!notice || wantedLang !== found) return false;
    whole = Promise.resolve(notice);
    adopt(notice);
    return true;
  };
  const speakLikePage = () => {
    if (!hub.lang) void speak(pageLanguage());
  };
  /**
   * Everything optional is off before the server is asked. The bare choice stays, so that nobody is asked again; what
   * this browser knows of the visitor goes. Only the id waits for the server's word: without it, an erasure that failed
   * could never be asked for again.
   */
  const erase = async (goesOn?: () => void): Promise<Erasure> => {
    const { notice } = state();
    const visitorId = reporter.visitorId();
    const choice = choiceOf(notice, picked(notice, { category: () => false }));
    const kept = keepChoice(notice, choice);
    for (const key of ['state', 'receipt', 'notice', 'declared'] as const) store.drop(keyOf(site, key));
    if (!kept) remember(site, { v: 1, choice: contentOf(choice), kept: formatChoice(choice), gpc: sendsGpc() });
    page.arrive(page.live(notice, choice, null));

    let outcome: Erasure = { erased: true };
    await reporter.forget(async () => {
      if (visitorId) outcome = await eraseVisitor(hub, visitorId);
      // A visitor who chooses while the rest is erased is a new one.
      if (outcome.erased || outcome.accepted) dropVisitorId(notice);
    });
    store.drop(keyOf(site, 'receipt'));
    if (!outcome.accepted) return outcome;
    goesOn?.();
    return awaitErasure(hub, visitorId!);
  };

  const stage = createStage(page, () => void work.open());
  const ask = async (call: string) => {
    const visitorId = reporter.visitorId();
    return visitorId ? request(siteUrl(hub, call), { visitorId }) : null;
  };
  const desk: Desk = {
    page, choose, decideOn, withdraw, erase, ask,
    known: () => !!reporter.visitorId(),
    setModal: stage.setModal, say: stage.say, whole: loadWhole,
    watches: root => !!roots?.has(root),
  };
  let roots: Roots | undefined;
  let translator: Promise<Translate | undefined> | undefined;
  let frames: readonly HTMLIFrameElement[] = [];
  let cover: Promise<Cover | undefined> | undefined;
  /** A placeholder for each of these frames, and for no other; the part that makes them comes with the first. */
  const coverFrames = async (held: readonly HTMLIFrameElement[]) => {
    frames = held;
    if (frames.length) cover ??= parts.embeds().then(make => make?.(desk));
    const part = await cover;
    if (part) await part(frames);
    else cover = undefined;
  };

  const work: Work = {
    erase: () => erase(), choose,
    save: (choices, services) => choose(checkedWish(state(), choices, services)),
    answered: reporter.answered,
    async open() {
      if (stage.modal()) return true;
      const [make, notice, records] = await Promise.all([parts.preferences(), loadWhole(), desk.known() ? parts.records() : undefined]);
      if (!make || !notice) return false;
      if (stage.modal()) return true;
      stage.setModal(make(desk, notice, records));
      page.events.emit('open', stateOf(state()));
      return true;
    },
    resume() {
      const { notice, choice, memory, decision: { signal, categories, services } } = state();
      // The script has written it in the usual way alone.
      if (choice && (memory?.kept || memory?.unsent?.[0]) && keepChoice(notice, choice) && memory.kept) {
        remember(site, { ...(readMemory(site) ?? memory), kept: undefined });
      }
      const overridden = choice?.granted.some(id => !categories.get(id)) || [...choice?.services ?? []].some(([id, on]) => on && !services.get(id));
      if (memory?.unsent?.some(({ source }) => source !== 'signal')) {
        void loadWhole().then(whole => whole && stage.say(word(whole, 'saved')));
        const chosen = state();
        void accepted?.then(names => names?.learn(chosen));
        // Without a notice inside the script, this one is all that a page has while the hub is away.
        if (page.manner === 'fetched') store.set(keyOf(site, 'notice'), JSON.stringify(notice));
      }
      sent = reporter.report();
      if (signal && overridden && page.manner !== 'remembered' && reporter.visitorId()) {
        decideOn({ action: 'gpc', source: 'signal', category: id => !!categories.get(id), service: id => !!services.get(id) });
      }
      return true;
    },
    async clean(hunt) {
      const names = await accepted;
      const { notice, choice, decision } = state();
      // Before a choice this browser keeps what it has.
      cleaner.keepClear(choice && leftovers(notice, decision, storage => !accepted || !!names?.has(storage)), hunt);
      // The choice that asks for it is sent first.
      if (hunt && notice.reloadOnWithdraw) void pause(0).then(() => Promise.race([sent, pause(1_500)])).then(() => location.reload());
    },
    hold: elements => hold([...elements, ...roots?.sweep() ?? []], held => void coverFrames(held)),
    translateMarks() {
      translator ??= parts.marks().then(make => make?.(desk));
      void translator.then(translate => {
        if (translate) translate();
        else translator = undefined;
      });
    },
    notes() {
      stage.dress();
      return Promise.race([notes(desk), pause(1_500)]);
    },
    translate: lang => (lang === undefined ? speak(pageLanguage(), pause(3_000)) : speak(lang)),
    async follows() {
      return (framed = await followsPage(page.look));
    },
    signal(event) {
      guard(() => signal(state(), event));
      return true;
    },
    countOutcome: outcome => count(hub, state().notice, outcome),
    async settle(dismissed, shown) {
      if (framed && !shown) return;
      const before = contentOf(state().choice);
      stage.settle(dismissed, (state().decision.silent && await loadWhole()) || state().notice);
      // Somebody may have chosen before this.
      const outcome = shown ? 'shown' : state().decision.silent && 'gpc';
      if (outcome) {
        onceSeen(late => {
          // The question may have been answered on another page meanwhile.
          const answered = late && contentOf(readChoice(site)) !== before;
          if (!counted && !answered) count(hub, state().notice, outcome);
          counted = true;
        });
      }
      // Whoever points at the first layer may soon want the second.
      const banner = shell.asked();
      if (banner) {
        banner.onpointerover = () => {
          void parts.preferences();
          void loadWhole();
        };
      }
    },
    close: stage.close,
    leave: stage.leave,
    recheck: stage.recheck,
    debug: () => void parts.debug().then(make => make?.(desk)),
    async watch(root) {
      const make = await parts.roots();
      roots ??= make?.(page);
      roots?.add(root);
      page.gate.sweep();
      return !!roots;
    },
  };
  followRoot(speakLikePage, stage.dressAgain);
  if (pageLanguage() !== page.bootLang.trim()) speakLikePage();
  return work;
}

/** The first layer has no words for the preference centre. */
function isWhole({ texts }: Notice): boolean {
  return Object.hasOwn(texts, 'save');
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise(done => setTimeout(done, milliseconds, undefined));
}
