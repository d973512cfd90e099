import type { CreateRecords } from '../../contracts';
import { button, h } from '../../shared/dom';
import { keyOf } from '../../shared/memory';
import { readAnswer } from '../../shared/request';
import { localStore as store } from '../../shared/storage';
import { word } from '../../shared/texts';

/** Choices shown before the visitor asks for more. */
const pageSize = 20;

interface Stored {
  readonly id: string;
  readonly decidedAt: string;
  readonly choices: Readonly<Record<string, boolean>>;
}

/** The longest receipt to store, in characters. Browsers give an origin some 5 million for all its data. */
const roomy = 60 * 1024;

/** The visitor's actions on their stored data: earlier choices, download, erasure. */
export const createRecords: CreateRecords = ({ page: { hub }, ask: askHub, erase, setModal, say }, notice) => {
  const { lang } = notice;
  const kept = keyOf(hub.site, 'receipt');
  const message = h('div', { class: 'told', role: 'status' });
  const showMessage = (...what: (Node | string)[]) => {
    message.replaceChildren(...what);
    message.scrollIntoView?.({ block: 'nearest' });
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
  const line = ({ decidedAt, choices }: Stored) => {
    const names = notice.categories.filter(({ id, required }) => !required && choices[id]).map(({ name }) => name);
    const when = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(decidedAt));
    return h('li', { tabindex: '-1' }, h('span', {}, when), h('span', {}, names.length ? `${text('granted')}: ${new Intl.ListFormat(lang).format(names)}` : text('rejectAll')));
  };

  /** Shows a page of earlier choices below those already shown, and a button for the next. */
  const look = async (shown: readonly HTMLElement[] = [], cursor = ''): Promise<void> => {
    const answer = await ask(`consent/history?limit=${pageSize}${cursor && `&cursor=${cursor}`}`);
    const { records = [], next } = ((answer?.ok && await readAnswer(answer)) || {}) as { records?: Stored[]; next?: string };
    const lines = [...shown, ...records.map(line)];
    const rest = answer ? next : cursor;
    showMessage(
      ...lines.length ? [h('ul', { class: 'stored' }, ...lines)] : [],
      ...!answer ? [text('failed')] : lines.length ? [] : [text('historyEmpty')],
      ...rest ? [act('history', 'earlier', () => look(lines, rest))] : []);
    // The button that had the focus has been removed: the focus moves to the first new line.
    if (cursor) (answer ? lines[shown.length] : message.querySelector<HTMLElement>('.earlier'))?.focus();
  };

  return h('details', { class: 'records', id: 'records' },
    h('summary', {}, text('yourData')),
    h('div', { class: 'deeds' },
      act('history', 'history', () => look()),
      act('receiptDownload', 'receipt', async () => {
        const current = await ask('consent');
        const record = current?.ok ? await readAnswer(current) : null;
        const answer = record && await ask(`consents/${String(record['id'])}/receipt`);
        const receipt = answer?.ok ? await answer.text().catch(() => null) : null;
        if (receipt && receipt.length < roomy) store.set(kept, receipt);
        // If the hub is unavailable or has erased the record, the visitor gets the receipt downloaded earlier, or else
        // the hub's response to the choice.
        const mine = receipt ?? store.get(kept);
        if (mine) hand('receipt', mine);
        else showMessage(text(current ? 'historyEmpty' : 'failed'));
      }),
      act('exportData', 'export', async () => {
        const answer = await ask('visitor/export');
        if (answer?.ok) hand('export', await answer.blob());
        else showMessage(text(answer ? 'historyEmpty' : 'failed'));
      }),
      act('eraseData', 'erase', () => showMessage(h('p', {}, text('eraseExplain')), h('div', { class: 'deeds' },
        act('eraseConfirm', 'erase-confirm', async () => {
          const { erased, accepted } = await erase(() => showMessage(text('erasing')));
          setModal(null);
          say(text(erased ? 'erased' : accepted ? 'erasing' : 'failed'));
        }),
        act('cancel', 'erase-cancel', () => showMessage()))))),
    message);
};
