import type { Notice } from '../types';
import { keyOf } from '../state';
import { localStore as store } from '../store';
import { button, h } from '../ui/dom';
import { word } from '../ui/words';
import { readAnswer } from '../work/request';
import type { Desk } from '../work/desk';

interface Stored {
  readonly id: string;
  readonly decidedAt: string;
  readonly choices: Readonly<Record<string, boolean>>;
}

/** Characters up to which a receipt is kept: a site's other data shares the storage, of some 5 million. */
const roomy = 60 * 1024;

/** What a visitor can do with what is stored of them: look back, download, erase. Empty where nothing is stored. */
export function createRecords({ page: { hub }, known, ask: askHub, erase, setModal, say }: Desk, notice: Notice): HTMLElement {
  const { lang } = notice;
  const kept = keyOf(hub.site, 'receipt');
  const told = h('div', { class: 'told', role: 'status' });
  const tell = (...what: (Node | string)[]) => {
    told.replaceChildren(...what);
    told.scrollIntoView?.({ block: 'nearest' });
  };
  const text = (key: string) => word(notice, key);
  const ask = async (call: string) => {
    const answer = await askHub(call);
    return answer?.ok || answer?.status === 404 ? answer : null;
  };
  const act = (key: string, hook: string, onClick: () => unknown) => button('quiet', hook, text(key), onClick);
  const hand = (hook: string, what: BlobPart) => {
    const file = URL.createObjectURL(new Blob([what], { type: 'application/json' }));
    h('a', { href: file, download: `${hub.site}-${hook}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(file), 10_000);
  };
  const history = async (): Promise<readonly Stored[] | null> => {
    const answer = await ask('consent/history');
    return answer && (((answer.ok && await readAnswer(answer)) || {})['records'] as Stored[] | undefined ?? []);
  };
  const line = ({ decidedAt, choices }: Stored) => {
    const names = notice.categories.filter(({ id, required }) => !required && choices[id]).map(({ name }) => name);
    const when = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(decidedAt));
    return h('li', {}, h('span', {}, when), h('span', {}, names.length ? `${text('granted')}: ${new Intl.ListFormat(lang).format(names)}` : text('rejectAll')));
  };

  return h('details', { class: 'records', id: 'records', hidden: !known() },
    h('summary', {}, text('yourData')),
    h('div', { class: 'deeds' },
      act('history', 'history', async () => {
        const records = await history();
        tell(!records ? text('failed') : records.length ? h('ul', { class: 'stored' }, ...records.map(line)) : text('historyEmpty'));
      }),
      act('receiptDownload', 'receipt', async () => {
        const current = await ask('consent');
        const record = current?.ok ? await readAnswer(current) : null;
        const answer = record && await ask(`consents/${String(record['id'])}/receipt`);
        const receipt = answer?.ok ? await answer.text().catch(() => null) : null;
        if (receipt && receipt.length < roomy) store.set(kept, receipt);
        // Away, or erased elsewhere: what was handed out before, or else the answer to the choice.
        const mine = receipt ?? store.get(kept);
        if (mine) hand('receipt', mine);
        else tell(text(current ? 'historyEmpty' : 'failed'));
      }),
      act('exportData', 'export', async () => {
        const answer = await ask('visitor/export');
        if (answer?.ok) hand('export', await answer.blob());
        else tell(text(answer ? 'historyEmpty' : 'failed'));
      }),
      act('eraseData', 'erase', () => tell(h('p', {}, text('eraseExplain')), h('div', { class: 'deeds' },
        act('eraseConfirm', 'erase-confirm', async () => {
          const { erased } = await erase();
          setModal(null);
          say(text(erased ? 'erased' : 'failed'));
        }),
        act('cancel', 'erase-cancel', () => tell()))))),
    told);
}
