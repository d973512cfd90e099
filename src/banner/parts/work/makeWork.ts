import type { Erasure } from '../../../../wwwroot/consenthub';
import type { Cover, LaterParts, Page, PartContext, Roots, Save, Translate, Work } from '../../contracts';
import { contentOf, grantsOf, isOfAge } from '../../shared/choice';
import { guard } from '../../shared/guard';
import { readChoice, readVisitorId } from '../../shared/memory';
import { stateOf } from '../../shared/publicState';
import { request, siteUrl } from '../../shared/request';
import type { Notice, Selection, Source } from '../../shared/types';
import { checkedSelection } from './checkedSelection';
import { count, onceSeen } from './count';
import { hold, judgeRestored } from './hold';
import { followRoot, followsPage, offeredLanguage, pageLanguage } from './hostPage';
import { loadNotice } from './loadNotice';
import { createModalHost } from './modalHost';
import { notes } from './notes';
import { signal } from './signal';

export function makeWork(page: Page, parts: LaterParts): Work {
  const { hub, state, shell } = page;
  const { site } = hub;
  let whole: Promise<Notice | null> | undefined;
  let save: Save | undefined;
  let prepared = false;
  let counted = false;
  let framed = false;
  let wantedLang: string | undefined;

  /** The part that sends, clears and erases; undefined if it can't be loaded now. */
  const saving = async () => {
    const make = await parts.save();
    return (save ??= make?.(context, accepted));
  };
  const visitorId = () => save?.visitorId() ?? readVisitorId(site);
  judgeRestored(page.gate);
  // If the page has not pinned our code, a notice is trusted like the code and needs no other check.
  const checks = page.noticeSource !== 'inlined' || hub.tag.integrity ? parts.checks : undefined;
  const met = state();
  const accepted = checks?.().then(rules => rules?.createAccepted(site, met));

  const choose = (selection: Selection) => {
    const { notice } = state();
    const grants = notice.categories.some(({ id, required, services }) =>
      !required && (selection.category(id) || services.some(service => selection.service?.(service.id))));
    if (notice.age && grants && !isOfAge(state())) void parts.age().then(ask => ask?.(context, selection));
    else decideOn(selection);
  };
  const decideOn = (selection: Selection) => page.decideOn({ ...selection, ...grantsOf(state().notice, selection) });
  const withdraw = (source: Source) => decideOn({ action: 'withdraw', source, category: () => false });
  /** Switches to a fuller, newer or translated notice. A record always names the notice that was shown. */
  const adopt = (notice: Notice) => {
    const { notice: shown, choice, memory } = state();
    if (notice === shown) return;
    const before = JSON.stringify(stateOf(state()));
    page.setState(page.consentState(notice, choice, memory));
    if (JSON.stringify(stateOf(state())) !== before) page.notifyPage();
    if (notice.lang !== shown.lang) modalHost.translate(notice);
    if (shell.asked() && (notice.version !== shown.version || notice.lang !== shown.lang)) void askAgain();
  };
  const askAgain = async () => {
    const { ask, gpc } = state().decision;
    const more = ask !== 'first' || gpc[0] ? await notes(context) : undefined;
    if (shell.asked()) shell.ask(state(), more);
    modalHost.openFirst();
    modalHost.recheck();
  };
  const loadWhole = (): Promise<Notice | null> => whole ??= isWhole(state().notice) ? Promise.resolve(state().notice) : (async () => {
    const { lang } = state().notice;
    const notice = await loadNotice(hub, lang, checks);
    // Another language may have been requested meanwhile.
    if (state().notice.lang !== lang) return loadWhole();
    if (notice) adopt(notice);
    else whole = undefined;
    return notice;
  })();
  /** Switches to another language, unless its notice comes after `late` or another language has been requested meanwhile. */
  const speak = async (wanted: string, late?: Promise<undefined>) => {
    const { notice: { lang, languages } } = state();
    const found = wantedLang = page.noticeSource === 'remembered' ? undefined : offeredLanguage(wanted, languages);
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
  const erase = async (goesOn?: () => void): Promise<Erasure> => (await saving())?.erase(goesOn) ?? { erased: false };

  const modalHost = createModalHost(page, () => void work.open());
  const ask = async (call: string) => {
    const id = visitorId();
    return id ? request(siteUrl(hub, call), { visitorId: id }) : null;
  };
  const context: PartContext = {
    page, choose, decideOn, withdraw, erase, ask,
    known: () => !!visitorId(),
    visitorId,
    setModal: modalHost.setModal, say: modalHost.say, whole: loadWhole,
    watches: root => !!roots?.has(root),
  };
  // Loads the part that sends when the visitor is about to choose.
  const prepare = (event: Event) => {
    if (!prepared && event.composedPath().some(node => (node as Element).matches?.('.act,[role=switch]'))) prepared = !!saving();
  };
  for (const event of ['pointerover', 'pointerdown', 'focusin']) shell.host.addEventListener(event, prepare);
  let roots: Roots | undefined;
  let translator: Promise<Translate | undefined> | undefined;
  let frames: readonly HTMLIFrameElement[] = [];
  let cover: Promise<Cover | undefined> | undefined;
  /** Gives each of these frames a placeholder, and removes the placeholders of all others. */
  const coverFrames = async (held: readonly HTMLIFrameElement[]) => {
    frames = held;
    if (frames.length) cover ??= parts.embeds().then(make => make?.(context));
    const part = await cover;
    if (part) await part(frames);
    else cover = undefined;
  };

  const work: Work = {
    erase: () => erase(), choose,
    save: (choices, services) => choose(checkedSelection(state(), choices, services)),
    answered: () => save?.answered() ?? null,
    async open() {
      if (modalHost.modal()) return true;
      const [make, notice, records] = await Promise.all([parts.preferences(), loadWhole(), context.known() ? parts.records() : undefined]);
      if (!make || !notice) return false;
      if (modalHost.modal()) return true;
      modalHost.setModal(make(context, notice, records));
      page.events.emit('open', stateOf(state()));
      return true;
    },
    resume: async () => (await saving())?.resume(),
    async clean(hunt) {
      if (!save && !hunt && !state().choice) return true;
      return (await saving())?.clean(hunt);
    },
    hold: elements => hold([...elements, ...roots?.sweep() ?? []], held => void coverFrames(held)),
    translateMarks() {
      translator ??= parts.marks().then(make => make?.(context));
      void translator.then(translate => {
        if (translate) translate();
        else translator = undefined;
      });
    },
    notes() {
      modalHost.dress();
      return Promise.race([notes(context), pause(1_500)]);
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
    async finishBoot(dismissed, shown) {
      if (framed && !shown) return;
      const before = contentOf(state().choice);
      modalHost.finishBoot(dismissed, (state().decision.silent && await loadWhole()) || state().notice);
      // Counted even if the visitor has chosen before this step runs.
      const outcome = shown ? 'shown' : state().decision.silent && 'gpc';
      if (outcome) {
        onceSeen(late => {
          // The visitor may have chosen on another page meanwhile.
          const answered = late && contentOf(readChoice(site)) !== before;
          if (!counted && !answered) count(hub, state().notice, outcome);
          counted = true;
        });
      }
      // Loads the part that sends and clears in advance, because the hub may be unreachable when the visitor withdraws.
      if (state().notice.categories.some(({ id, required }) => !required && state().decision.categories.get(id))) void saving();
      // A visitor who points at the first layer may soon open the preference centre, so it is loaded in advance.
      const banner = shell.asked();
      if (banner) {
        banner.onpointerover = () => {
          void parts.preferences();
          void loadWhole();
        };
      }
    },
    close: modalHost.close,
    leave: modalHost.leave,
    recheck: modalHost.recheck,
    debug: () => void parts.debug().then(make => make?.(context)),
    async watch(root) {
      const make = await parts.roots();
      roots ??= make?.(page);
      roots?.add(root);
      page.gate.sweep();
      return !!roots;
    },
  };
  followRoot(speakLikePage, modalHost.dressAgain);
  if (pageLanguage() !== page.bootLang.trim()) speakLikePage();
  return work;
}

/** Is this the whole notice? The first layer has none of the preference centre's texts. */
function isWhole({ texts }: Notice): boolean {
  return Object.hasOwn(texts, 'save');
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise(done => setTimeout(done, milliseconds, undefined));
}
