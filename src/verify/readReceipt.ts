import { isObject, member, parseJson, type Json, type JsonObject } from './json';
import { NoReceipt, type Kind } from './verdict';

/** The parts of a receipt; `notice` is absent from an erasure statement. */
export type Parts = { kind: Kind; receipt: JsonObject; record: JsonObject; ledger: JsonObject; notice?: JsonObject };

/** @throws {NoReceipt} where the text is no receipt of this version. */
export function readReceipt(text: string): Parts {
  const receipt = read(text);
  const record = member(receipt, 'record');
  const ledger = member(receipt, 'ledger');
  const notice = member(receipt, 'notice');
  if (!isObject(receipt) || !isObject(record) || !isObject(ledger)) throw new NoReceipt('This is JSON, but no receipt: it has no record and no ledger.');
  if (member(receipt, 'schemaVersion') !== 'consenthub/receipt/v1') throw new NoReceipt('This is not a receipt of version 1, the only one that this page knows.');

  const kind = member(record, 'type');
  if ((kind !== 'consent' && kind !== 'removal') || member(record, 'v') !== 1) throw new NoReceipt('The record is of a kind or version that this page does not know.');
  return { kind, receipt, record, ledger, ...(isObject(notice) ? { notice } : {}) };
}

function read(text: string): Json {
  try {
    // Some editors put a byte order mark before the text.
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new NoReceipt(`This is not JSON that can be read without doubt: ${(error as Error).message}.`);
  }
}
