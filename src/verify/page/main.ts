// The page: takes receipts and proofs as files or text, checks them, shows the result.
import { isTlogProof } from '../tlogProof';
import { everythingHolds, NoReceipt, type Verdict } from '../verdict';
import { verifyReceipt } from '../verifyReceipt';
import { consentView } from './consentView';
import { element } from './dom';
import { dutyView } from './dutyView';
import { readFile } from './readFile';
import { removalView } from './removalView';
import { verdictView } from './verdictView';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = find<HTMLFormElement>('given');
const files = find<HTMLInputElement>('files');
const pasted = find<HTMLTextAreaElement>('pasted');
const keys = find<HTMLTextAreaElement>('keys');
const status = find('status');
const result = find('result');

let receipt: string | undefined;
let proof: string | undefined;
let turn = 0;

files.addEventListener('change', () => void take(files.files));
pasted.addEventListener('paste', () => setTimeout(submit));
keys.addEventListener('paste', () => setTimeout(submit));
form.addEventListener('submit', event => {
  event.preventDefault();
  submit();
});
form.addEventListener('reset', () => {
  receipt = proof = undefined;
  result.replaceChildren();
  tell('Nothing given yet.');
});
// A file may be dropped anywhere on the page; a browser would otherwise open it.
document.addEventListener('dragover', event => {
  event.preventDefault();
  form.classList.add('over');
});
document.addEventListener('dragleave', event => {
  if (event.relatedTarget === null) form.classList.remove('over');
});
document.addEventListener('drop', event => {
  event.preventDefault();
  form.classList.remove('over');
  void take(event.dataTransfer?.files ?? null);
});

function submit(): void {
  const text = pasted.value.trim() === '' ? undefined : pasted.value;
  if (text !== undefined) keep(text);
  void check();
}

async function take(list: FileList | null): Promise<void> {
  try {
    for (const file of list ?? []) keep(await readFile(file));
  } catch (error) {
    refuse(error as Error);
    return;
  }
  pasted.value = '';
  files.value = '';
  await check();
}

function keep(text: string): void {
  if (isTlogProof(text)) proof = text;
  else receipt = text;
}

async function check(): Promise<void> {
  const mine = ++turn;
  try {
    if (receipt === undefined) throw new NoReceipt(proof === undefined ? 'Nothing given yet.' : 'This proof names a position in a log, but not the record at it. Add the receipt that it belongs to.');
    if (!globalThis.crypto?.subtle) throw new NoReceipt('This browser does cryptography on safe addresses only. Open this page with https, or save it and open the copy.');

    const verdict = await verifyReceipt(receipt, { proof, keys: keys.value.trim() });
    if (mine === turn) show(verdict);
  } catch (error) {
    if (mine === turn) refuse(error as Error);
  }
}

function show(verdict: Verdict): void {
  const sound = everythingHolds(verdict);
  const caution = sound ? [] : [element('p', { class: 'told warn' }, 'What follows is what the file says. It is not proven.')];
  result.replaceChildren(verdictView(verdict), ...caution, ...view(verdict));
  tell(sound ? 'Checked: everything fits together.' : 'Checked: it does not hold.', !sound);
  result.scrollIntoView({ block: 'start' });
}

function view({ kind, receipt: document, record, notice = {} }: Verdict): readonly HTMLElement[] {
  switch (kind) {
    case 'consent': return consentView(document, record, notice);
    case 'removal': return removalView(document, record);
    case 'duty': return dutyView(document, record);
    default: return kind satisfies never;
  }
}

function refuse(error: Error): void {
  result.replaceChildren();
  tell(error.message, true);
}

function tell(words: string, warn = false): void {
  status.textContent = words;
  status.classList.toggle('warn', warn);
}
