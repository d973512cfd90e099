import { grantsOptional } from './choice';
import { count } from './count';
import type { Events } from './events';
import { guard } from './guard';
import type { Hub } from './hub';
import { choicesOf, type Live } from './live';
import { loadNotice } from './loadNotice';
import { betterLanguage, pageLanguage } from './pageLanguage';
import { loadChanges, pause } from './serverRecord';
import { readVisitorId } from './state';
import type { Notice } from './types';
import type { Change } from './ui/changes';
import type { Dress } from './ui/skin';
import { createUi, type Deeds, type Ui, type View } from './ui/ui';
import { word } from './ui/words';

export interface Stage {
  /** Asks if there is something to ask, else leaves the way back. */
  present(): Promise<void>;
  /** A choice has been made: everything closes. */
  close(saved: boolean): void;
  open(): Promise<void>;
  recheck(): void;
}

export interface Script {
  readonly hub: Hub;
  readonly dress: Dress;
  readonly events: Events;
  /** Without a fresh notice nobody is asked; the preference centre still opens. */
  readonly silent: boolean;
  readonly state: () => Live;
  readonly deeds: Omit<Deeds, 'dismiss' | 'open' | 'prepare'>;
  /** The page goes on under a fuller, newer or translated notice. */
  readonly adopt: (notice: Notice) => void;
}

/** When what is shown. What is shown is always the notice that a record made from it will name. */
export function createStage({ hub, dress, events, silent, state, deeds, adopt }: Script): Stage {
  let dismissed = false;
  let counted = false;
  let opening = false;
  let full: Promise<Notice | null> | null = null;
  let changes: readonly Change[] = [];

  const view = (): View => ({ ...state(), grantedBefore: grantsOptional(state().notice, state().choice), changes });
  const countOnce = (outcome: 'shown' | 'gpc') => {
    if (!counted) count(hub, state().notice, outcome);
    counted = true;
  };

  const load = (lang: string) => (full ??= loadNotice(hub, lang).then(notice => {
    if (!notice) full = null;
    return notice;
  }));
  const better = hub.lang || silent ? null : betterLanguage(pageLanguage(), state().notice.lang, state().notice.languages);
  const translated = better ? Promise.race([load(better), pause(3_000)]).then(notice => notice && adopt(notice)) : Promise.resolve();

  const rest = () => ui.rest(view(), state().choice !== null || dismissed || state().decision.silent);

  const present = async () => {
    await translated;
    await bodyRead();
    if (state().decision.silent) countOnce('gpc');
    if (silent || dismissed || state().decision.ask === 'none') return rest();

    const visitorId = readVisitorId(hub.site);
    // Waited for before anything is shown, so that nothing moves under the visitor's finger.
    if (state().decision.ask === 'outdated' && visitorId) changes = await loadChanges(hub, visitorId, 1_500);
    if (state().decision.ask === 'none') return rest();
    ui.showBanner(view());
    countOnce('shown');
  };

  const open = async () => {
    if (opening) return;
    opening = true;
    const shown = state().notice;
    const loading = load(shown.lang);
    await bodyRead();
    await Promise.race([loading.then(renew), pause(350)]);
    ui.openPreferences(view());
    events.emit('open', choicesOf(state()));
    opening = false;
    const late = await loading;
    if (late && late !== state().notice) renew(late);
    ui.renew(view());
  };

  /** Takes over a fuller notice; a banner waiting behind the preference centre must then show the same one. */
  const renew = (notice: Notice | null) => {
    if (!notice || notice === state().notice) return;
    const { version, lang } = state().notice;
    adopt(notice);
    if (version !== notice.version || lang !== notice.lang) ui.renewBanner(view());
  };

  const ui: Ui = createUi(dress, {
    ...deeds,
    open: () => void open(),
    prepare: () => void load(state().notice.lang),
    dismiss() {
      dismissed = true;
      rest();
      count(hub, state().notice, 'dismissed');
    },
  });

  document.addEventListener('click', event => {
    const opener = event.composedPath().find(node => node instanceof Element && node.getAttribute('data-consenthub') === 'open');
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void open().catch(() => undefined);
  });

  return {
    present,
    open,
    recheck: throttled(() => guard(ui.recheck)),
    close(saved) {
      changes = [];
      rest();
      if (saved) ui.say(word(state().notice, 'saved'));
    },
  };
}

function bodyRead(): Promise<void> {
  return document.body
    ? Promise.resolve()
    : new Promise(done => document.addEventListener('DOMContentLoaded', () => done(), { once: true }));
}

/** At most twice a second: pages that move all the time must not pay for us. */
function throttled(step: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      step();
    }, 500);
  };
}
