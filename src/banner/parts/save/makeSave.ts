import type { Erasure } from '../../../../wwwroot/consenthub';
import type { MakeSave } from '../../contracts';
import { choiceOf, contentOf, formatChoice, grantsOf } from '../../shared/choice';
import { keyOf, readChoice, readMemory, sendsGpc, writeMemory } from '../../shared/memory';
import { localStore as store } from '../../shared/storage';
import { word } from '../../shared/texts';
import type { Choice, Notice } from '../../shared/types';
import { leftovers } from './cleanup/leftovers';
import { createCleaner } from './cleanup/watch';
import { awaitErasure, eraseVisitor } from './eraseVisitor';
import { createUploader } from './uploader';
import { dropVisitorId, writeAnywhere } from './ownCookies';

export const makeSave: MakeSave = ({ page, decideOn, say, whole }, accepted) => {
  const { hub, state } = page;
  const { site } = hub;
  let sent: Promise<unknown> = Promise.resolve();

  const keepChoice = (notice: Notice, choice: Choice) => writeAnywhere(`ch_${site}`, formatChoice(choice), notice.cookie);
  const sayOf = (text: string, seen?: boolean) => void whole().then(whole => whole && say(word(whole, text), seen));
  const uploader = createUploader(page, () => {
    // A hub on the page's own origin sets the cookie too. If its response to an earlier choice has overwritten the
    // latest choice, the latest one is written again.
    const { notice, choice } = state();
    if (choice && contentOf(readChoice(site)) !== contentOf(choice)) keepChoice(notice, choice);
  }, () => sayOf('savedTomorrow', true));
  const cleaner = createCleaner();

  return {
    answered: uploader.answered,
    visitorId: uploader.visitorId,
    resume() {
      const { notice, choice, memory, decision: { signal, categories, services } } = state();
      // The script has tried only the usual cookie; `keepChoice` also tries the other kinds.
      if (choice && (memory?.kept || memory?.unsent?.[0]) && keepChoice(notice, choice) && memory.kept) {
        writeMemory(site, { ...(readMemory(site) ?? memory), kept: undefined });
      }
      const overridden = choice?.granted.some(id => !categories.get(id)) || [...choice?.services ?? []].some(([id, on]) => on && !services.get(id));
      if (memory?.unsent?.some(({ source }) => source !== 'signal')) {
        sayOf('saved');
        const chosen = state();
        void accepted?.then(names => names?.learn(chosen));
        // This script came without a notice, so later pages need this copy while the hub is unavailable.
        if (page.noticeSource === 'fetched') store.set(keyOf(site, 'notice'), JSON.stringify(notice));
      }
      sent = uploader.upload();
      if (signal && overridden && page.noticeSource !== 'remembered' && uploader.visitorId()) {
        decideOn({ action: 'gpc', source: 'signal', category: id => !!categories.get(id), service: id => !!services.get(id) });
      }
      return true;
    },
    async clean(hunt) {
      const names = await accepted;
      const { notice, choice, decision } = state();
      // Before a choice nothing is cleared.
      cleaner.keepClear(choice && leftovers(notice, decision, storage => !accepted || !!names?.has(storage)), hunt);
      // The reload waits for the choice to be sent, at most 1.5 seconds.
      if (hunt && notice.reloadOnWithdraw) void pause(0).then(() => Promise.race([sent, pause(1_500)])).then(() => location.reload());
      return true;
    },
    /**
     * Turns everything optional off, then requests the erasure. The choice cookie stays, so that the visitor is not
     * asked again; everything else that this browser stores of the visitor is deleted. Only the visitor id is kept until
     * the server responds: without it, a failed erasure could never be requested again.
     */
    async erase(goesOn) {
      const { notice } = state();
      const visitorId = uploader.visitorId();
      const choice = choiceOf(notice, grantsOf(notice, { category: () => false }));
      const kept = keepChoice(notice, choice);
      for (const key of ['state', 'receipt', 'notice', 'declared'] as const) store.drop(keyOf(site, key));
      if (!kept) writeMemory(site, { v: 1, choice: contentOf(choice), kept: formatChoice(choice), gpc: sendsGpc() });
      page.applyState(page.consentState(notice, choice, null));

      let outcome: Erasure = { erased: true };
      await uploader.forget(async () => {
        if (visitorId) outcome = await eraseVisitor(hub, visitorId);
        // If the visitor chooses while the hub finishes the erasure, the choice gets a new visitor id.
        if (outcome.erased || outcome.accepted) dropVisitorId(notice);
      });
      store.drop(keyOf(site, 'receipt'));
      if (!outcome.accepted) return outcome;
      goesOn?.();
      return awaitErasure(hub, visitorId!);
    },
  };
};

function pause(milliseconds: number): Promise<undefined> {
  return new Promise(done => setTimeout(done, milliseconds, undefined));
}
