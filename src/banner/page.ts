import type { Inner } from './api';
import { checkedWish } from './checkedWish';
import { contentOf, grantsOptional } from './choice';
import { leftovers } from './cleanup/leftovers';
import { createCleaner } from './cleanup/watch';
import { erase } from './erase';
import type { Events } from './events';
import { createGate } from './gate/gate';
import { guard } from './guard';
import type { Hub } from './hub';
import { allowed, choicesOf, live, readLive, turnsOff, type Live } from './live';
import { createReporter } from './reporter';
import { keepChoice, save } from './save';
import { pause } from './serverRecord';
import { createStage } from './stage';
import { names, readChoice, readVisitorId, sendsGpc } from './state';
import { localStore as store } from './store';
import { createSync } from './sync';
import type { Notice, Source } from './types';
import { placeholderCard } from './ui/placeholderCard';
import { createSkin } from './ui/skin';
import { wishAll, wishOfSignal, wishSome, wishToWithdraw, type Wish } from './wish';

/**
 * How this page came by its notice: inside the script; fetched, and then kept for a day when the hub is away; or
 * kept from such a day before, and then nobody is asked.
 */
export type Manner = 'inlined' | 'fetched' | 'remembered';

/** One page at work: the present state, and the steps that lead from one state to the next. */
export function createPage(hub: Hub, notice: Notice, events: Events, manner: Manner): Inner {
  let state: Live = readLive(notice, store);
  /** The visitor of a page whose cookies are blocked. */
  let unkept: string | null = null;

  const dress = createSkin(notice.theme);
  const reporter = createReporter(hub, store, () => {
    // A hub on our own origin sets the cookie as well; its answer to an earlier choice must not bring that one back.
    if (unkept === null && state.choice && contentOf(readChoice(hub.site)) !== contentOf(state.choice)) keepChoice(state.notice, state.choice);
  });
  const cleaner = createCleaner();
  const gate = createGate(
    (category, service) => allowed(state, category, service),
    frame => placeholderCard(state.notice, dress, frame, category => decideOn(some([[category, true]], [], 'placeholder'))),
    () => stage.recheck());

  /** Releases and holds. Answers whether something that ran must stop. */
  const enter = (next: Live): boolean => {
    const stops = turnsOff(state.decision, next.decision);
    state = next;
    guard(gate.sweep);
    guard(() => cleaner.keepClear(leftovers(next.notice, next.decision), stops));
    return stops;
  };

  /** A choice: kept here first, then obeyed, then shown and told to the page, then sent. */
  const decideOn = (wish: Wish, said = true) => {
    const { notice, memory } = state;
    const saved = save(wish, { notice, memory, banner: hub.banner, visitorId: unkept, gpc: sendsGpc(), now: Date.now(), store });
    unkept = saved.kept ? null : saved.item.body.visitorId;
    if (manner === 'fetched') store.set(names(hub.site).notice, JSON.stringify(notice));

    const stops = enter(live(notice, saved.choice, saved.memory));
    guard(() => stage.close(said));
    sync.announce();
    events.emit('change', choicesOf(state));
    const sent = reporter.report(saved.item);
    if (stops && notice.reloadOnWithdraw) void Promise.race([sent, pause(1_500)]).finally(() => location.reload());
  };

  /** Another page of this visitor may have chosen meanwhile. */
  const follow = () => {
    const next = readLive(state.notice, store);
    if (unkept !== null || contentOf(next.choice) === contentOf(state.choice)) return;
    const stops = enter(next);
    guard(() => stage.close(false));
    void stage.present();
    events.emit('change', choicesOf(state));
    if (stops && state.notice.reloadOnWithdraw) location.reload();
  };

  const adopt = (fuller: Notice) => {
    const before = JSON.stringify(choicesOf(state));
    enter(live(fuller, state.choice, state.memory));
    if (JSON.stringify(choicesOf(state)) !== before) events.emit('change', choicesOf(state));
  };

  const all = (on: boolean, source: Source) => decideOn(wishAll(state.notice, on, on ? 'accept_all' : 'reject_all', source));
  const some = (categories: Iterable<[string, boolean]>, services: Iterable<[string, boolean]>, source: Source) =>
    wishSome(state.notice, state.decision, new Map(categories), new Map(services), source);
  const deeds = {
    acceptAll: (source: Source) => all(true, source),
    rejectAll: (source: Source) => all(false, source),
    withdraw: (source: Source) => decideOn(wishToWithdraw(state.notice, grantsOptional(state.notice, state.choice), source)),
  };

  const sync = createSync(hub.site, names(hub.site).state, follow);
  const stage = createStage({
    hub, dress, events, adopt,
    silent: manner === 'remembered',
    state: () => state,
    deeds: { ...deeds, save: (draft, source) => decideOn(some(draft.categories, draft.services, source)) },
  });

  enter(state);
  if (state.decision.signal && manner !== 'remembered' && readVisitorId(hub.site)) decideOn(wishOfSignal(state.notice, state.decision), false);
  void stage.present();
  reporter.resume();

  return {
    ...deeds,
    choices: () => choicesOf(state),
    has: category => state.decision.categories.get(category) === true,
    saveSome: (choices, services) => decideOn(checkedWish(state, choices, services)),
    open: stage.open,
    receipt: reporter.receipt,
    erase: () => erase(hub, state, reporter, store, unkept, bare => {
      enter(bare);
      unkept = null;
      guard(() => stage.close(false));
      sync.announce();
      events.emit('change', choicesOf(state));
    }),
  };
}
