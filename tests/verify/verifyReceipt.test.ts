// @vitest-environment node
import { expect, test } from 'vitest';
import { NoReceipt } from '../../src/verify/verdict';
import { verifyReceipt } from '../../src/verify/verifyReceipt';
import { proof as makeProof, leaf, others, signer } from './support/log';
import { canonical, duty, dutyStatement, key, ledgerOf, origin, receipt, record, statement } from './support/receipts';

/** The names of the checks that fail; `format` if the schema refuses the document before any check. */
async function failing(document: unknown, options: { proof?: string; keys?: string } = {}): Promise<readonly string[]> {
  try {
    const { checks } = await verifyReceipt(JSON.stringify(document), options);
    return checks.filter(check => !check.holds).map(check => check.name);
  } catch (error) {
    if (error instanceof NoReceipt) return ['format'];
    throw error;
  }
}

/** Asserts that either the schema refuses the document, or exactly these checks fail. */
const expectFailing = (found: readonly string[], ...names: readonly string[]) => {
  if (found.join() !== 'format') expect(found).toEqual(names);
};
const expectAmong = (found: readonly string[], name: string) => {
  if (found.join() !== 'format') expect(found).toContain(name);
};

type Step = string | number;

function changed<T extends object>(document: T, path: readonly Step[], change: (value: any) => unknown): T {
  const copy = JSON.parse(JSON.stringify(document)) as any;
  const last = path.at(-1)!;
  const parent = path.slice(0, -1).reduce((value, step) => value[step], copy);
  const value = change(parent[last]);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** Every single value of a document by its path. */
function leavesOf(value: unknown, path: readonly Step[] = []): readonly (readonly Step[])[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : value.flatMap((item, i) => leavesOf(item, [...path, i]));
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? [path] : Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name]));
  return [path];
}

const other = (value: unknown): unknown =>
  typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : Array.isArray(value) ? [1] : { x: true };

const pathsIn = (document: object, part: string) => leavesOf((document as any)[part], [part]).map(path => [path.join('.'), path] as const);

test('an unchanged receipt passes every check', async () => {
  const verdict = await verifyReceipt(JSON.stringify(receipt, null, 2));

  expect(verdict.checks).toEqual([
    { name: 'record', holds: true, words: 'The record is exactly what was sealed.' },
    { name: 'position', holds: true, words: `The record is at position 5 of the log ${origin}.` },
    { name: 'signature', holds: true, words: 'The log’s checkpoint of size 9 was signed with the key below.' },
    { name: 'notice', holds: true, words: 'The notice is word for word the one that was sealed: version 3, language en.' },
    { name: 'rest', holds: true, words: 'The rest of the file agrees with what was sealed.' },
  ]);
  expect(verdict).toMatchObject({ kind: 'consent', key: key.vkey, keySource: 'receipt', origin });
});

test('an unchanged erasure statement passes, without a check of a notice', async () => {
  const verdict = await verifyReceipt(JSON.stringify(statement));

  expect(verdict.checks.map(check => [check.name, check.holds])).toEqual([['record', true], ['position', true], ['signature', true], ['rest', true]]);
  expect(verdict.notice).toBeUndefined();
});

test('an unchanged duty statement passes, without a check of a notice', async () => {
  const verdict = await verifyReceipt(JSON.stringify(dutyStatement));

  expect(verdict.checks.map(check => [check.name, check.holds])).toEqual([['record', true], ['position', true], ['signature', true], ['rest', true]]);
  expect(verdict.kind).toBe('duty');
});

test.each(pathsIn(receipt, 'record').filter(([name]) => !['record.v', 'record.type'].includes(name)))('a change of %s is found in the record', async (_, path) => {
  expectAmong(await failing(changed(receipt, path, other)), 'record');
});

test.each(leavesOf(receipt).map(path => path.slice(0, 2)).filter(path => path[0] === 'record' && !['v', 'type'].includes(String(path[1]))).map(path => [path.join('.'), path] as const))(
  'without %s the record is not what was sealed', async (_, path) => {
    expectAmong(await failing(changed(receipt, path, () => undefined)), 'record');
  });

test.each(pathsIn(receipt, 'notice'))('a change of %s is found in the notice', async (_, path) => {
  const found = await failing(changed(receipt, path, other));
  expectAmong(found, 'notice');
  expect(found).not.toContain('record');
});

test.each(Object.keys(receipt).filter(name => !['record', 'ledger', 'notice', 'storageLocations', 'retention', 'withdrawal', 'schemaVersion'].includes(name)).flatMap(name => pathsIn(receipt, name)))(
  'a change of %s is found in the rest', async (_, path) => {
    expectFailing(await failing(changed(receipt, path, other)), 'rest');
    expectFailing(await failing(changed(receipt, path, () => undefined)), 'rest');
  });

test.each(['storageLocations', 'retention', 'withdrawal'])('%s is stated, not sealed', async name => {
  expect(await failing(changed(receipt, [name], () => undefined))).toEqual([]);
});

test('something added is refused by the schema, or found in the rest where the schema is open', async () => {
  expect(await failing({ ...receipt, warranty: 'none' })).toEqual(['format']);
  expect(await failing(changed(receipt, ['processing', 0, 'extra'], () => 1))).toEqual(['format']);
  expect(await failing(changed(receipt, ['processing', 0, 'services', 0, 'extra'], () => 1))).toEqual(['rest']);
  expect(await failing({ ...statement, notice: receipt.notice })).toEqual(['format']);
});

test.each(pathsIn(statement, 'record').filter(([name]) => !['record.v', 'record.type'].includes(name)))('a change of %s is found in the statement', async (_, path) => {
  expectAmong(await failing(changed(statement, path, other)), 'record');
});

test.each(['erasure.records', 'erasure.kept.0', 'erasure.recordIdsKeptUntil', 'receiptId'])('a change of %s is found in the rest of a statement', async name => {
  expectFailing(await failing(changed(statement, name.split('.'), other)), 'rest');
});

test.each(pathsIn(dutyStatement, 'record').filter(([name]) => !['record.v', 'record.type'].includes(name)))('a change of %s is found in the duty statement', async (_, path) => {
  expectAmong(await failing(changed(dutyStatement, path, other)), 'record');
});

test.each(['duty.class', 'duty.by', 'duty.begins', 'duty.due', 'duty.outcome', 'duty.done', 'receiptId'])('a change of %s is found in the rest of a duty statement', async name => {
  expectFailing(await failing(changed(dutyStatement, name.split('.'), other)), 'rest');
  expectFailing(await failing(changed(dutyStatement, name.split('.'), () => undefined)), 'rest');
});

test.each([['duty', 'name'], ['controller', 'name'], ['contact', 'name']])('%s.%s of a duty statement is stated, not sealed', async (...path) => {
  expect(await failing(changed(dutyStatement, path, () => 'something else'))).toEqual([]);
});

/** A duty statement whose record was sealed with these values. */
const dutySealed = (values: object, meaning: object) => {
  const sealed = { ...duty, ...values };
  return { ...dutyStatement, duty: { ...dutyStatement.duty, ...meaning }, record: sealed, ledger: ledgerOf(sealed, { index: 7, size: 9 }) };
};

test.each([
  ['done at its due time', { at: duty.due }, { done: duty.due }],
  ['done late', { at: '2026-10-06T08:00:00.001Z', outcome: 'late' }, { done: '2026-10-06T08:00:00.001Z', outcome: 'late' }],
  ['refused', { outcome: 'refused', reason: 'a claim' }, { outcome: 'refused', done: undefined }],
])('a duty that was %s verifies', async (_, values, meaning) => {
  expect(await failing(dutySealed(values, meaning))).toEqual([]);
});

test.each([
  ['late as kept', { at: '2026-10-06T08:00:00.001Z' }, { done: '2026-10-06T08:00:00.001Z' }],
  ['in time as late', { outcome: 'late' }, { outcome: 'late' }],
  ['refused as done', { outcome: 'refused' }, { outcome: 'refused' }],
])('a sealed statement that presents what was %s does not hold', async (_, values, meaning) => {
  expect(await failing(dutySealed(values, meaning))).toEqual(['rest']);
});

test('a record of one kind is not proven by the document of another', async () => {
  expect(await failing({ ...statement, record: duty, ledger: dutyStatement.ledger, receiptId: dutyStatement.receiptId })).toEqual(['format']);
  expect(await failing({ ...dutyStatement, erasure: statement.erasure })).toEqual(['format']);
});

const line = (text: string, number: number, change: (line: string) => string) => text.split('\n').map((l, i) => (i === number ? change(l) : l)).join('\n');

/** Another letter in the middle, so that the padding stays. */
const spoilt = (text: string) => text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21);

const spoiling: readonly [string, string, (value: any) => unknown, readonly string[]][] = [
  ['the salt', 'salt', () => 'AAAAAAAAAAAAAAAAAAAAAA==', ['record']],
  ['a salt of another length', 'salt', () => 'AAAA', ['record']],
  ['a salt that is no base64', 'salt', () => '?', ['record']],
  ['the position', 'leafIndex', () => 4, ['position', 'rest']],
  ['a position as text', 'leafIndex', () => '5', ['position']],
  ['the log', 'origin', () => 'other.example/ledger/shop', ['position', 'rest']],
  ['the key', 'keys', () => [signer(origin).vkey], ['signature']],
  ['no key', 'keys', () => [], ['signature']],
  ['keys that are none', 'keys', () => 'key', ['signature']],
  ['a key of another log', 'keys', () => [signer('other.example/ledger/shop').vkey], ['signature']],
  ['the position in the proof', 'proof', (proof: string) => line(proof, 1, () => 'index 4'), ['record', 'position']],
  ['a position behind the end', 'proof', (proof: string) => line(proof, 1, () => 'index 9'), ['record', 'position']],
  ['the first hash', 'proof', (proof: string) => line(proof, 2, spoilt), ['record']],
  ['the last hash', 'proof', (proof: string) => line(proof, 5, spoilt), ['record']],
  ['a hash too few', 'proof', (proof: string) => proof.split('\n').filter((_, i) => i !== 5).join('\n'), ['record', 'position']],
  ['a hash too many', 'proof', (proof: string) => line(proof, 5, hash => `${hash}\n${hash}`), ['record', 'position']],
  ['the origin of the checkpoint', 'proof', (proof: string) => line(proof, 7, () => 'other.example/ledger/shop'), ['position', 'signature']],
  ['the size of the checkpoint', 'proof', (proof: string) => line(proof, 8, () => '10'), ['signature']],
  ['the root of the checkpoint', 'proof', (proof: string) => line(proof, 9, spoilt), ['record', 'signature']],
  ['the signature', 'proof', (proof: string) => line(proof, 11, l => l.replace(/.{6}$/, end => spoiltEnd(end))), ['signature']],
  ['no proof', 'proof', () => undefined, ['record', 'position', 'signature']],
  ['a proof of another format', 'proof', (proof: string) => line(proof, 0, () => 'c2sp.org/tlog-proof@v2'), ['record', 'position', 'signature']],
];
test.each(spoiling)('a ledger with %s changed fails the named checks', async (_, member, change, names) => {
  const found = await failing(changed(receipt, ['ledger', member], change));
  for (const name of names) expectAmong(found, name);
  expect(found).not.toContain('notice');
});

function spoiltEnd(end: string): string {
  return (end.startsWith('A') ? 'B' : 'A') + end.slice(1);
}

test('a receipt sealed in the log of another site is refused', async () => {
  const elsewhere = signer('consent.shop.example/ledger/other');
  const leaves = [leaf(new Uint8Array(16), canonical(record))];
  const ledger = { origin: elsewhere.name, salt: 'AAAAAAAAAAAAAAAAAAAAAA==', leafIndex: 0, keys: [elsewhere.vkey], proof: makeProof(0, leaves, elsewhere) };

  expect(await failing({ ...receipt, receiptId: `${elsewhere.name}/0`, ledger })).toEqual(['position']);
});

test('a log that was restored keeps the name of its site', async () => {
  const restored = signer(`${origin}/r2`);
  const leaves = [...others(3), leaf(new Uint8Array(16), canonical(record))];
  const ledger = { origin: restored.name, salt: 'AAAAAAAAAAAAAAAAAAAAAA==', leafIndex: 3, keys: [restored.vkey], proof: makeProof(3, leaves, restored) };

  expect(await failing({ ...receipt, receiptId: `${restored.name}/3`, ledger })).toEqual([]);
});

test('a forged log with another key passes with that key, and fails with the true one', async () => {
  const forger = signer(origin);
  const forged = { ...record, choices: { ...record.choices, marketing: true } };
  const processing = receipt.processing.map(p => (p.purpose.id === 'marketing' ? { ...p, granted: true, state: 'https://w3id.org/dpv#ConsentGiven', services: p.services.map(s => ({ ...s, granted: true })) } : p));
  const document = { ...receipt, processing, record: forged, ledger: ledgerOf(forged, { by: forger }) };

  expect((await verifyReceipt(JSON.stringify(document))).keySource).toBe('receipt');
  expect(await failing(document)).toEqual([]);
  expect(await failing(document, { keys: key.vkey })).toEqual(['signature']);
});

test('a given key replaces those in the receipt', async () => {
  const verdict = await verifyReceipt(JSON.stringify(changed(receipt, ['ledger', 'keys'], () => [signer(origin).vkey])), { keys: `${signer(origin).vkey}\n${key.vkey}\n` });

  expect(verdict).toMatchObject({ keySource: 'user', key: key.vkey });
  expect(verdict.checks.every(check => check.holds)).toBe(true);
});

test.each(['\n', ' ', '\r\n', '\n\n'])('keys with %j around them are refused, as a hub does not write them so', async stray => {
  for (const keys of [stray + key.vkey, `${key.vkey}${stray}\n`]) await expect(verifyReceipt(JSON.stringify(receipt), { keys })).rejects.toThrow('This is not a key of a log');
});

test('a later proof from a file replaces the one in the receipt', async () => {
  const later = ledgerOf(record, { size: 200 }).proof;

  expect(await failing(receipt, { proof: later })).toEqual([]);
  expect((await verifyReceipt(JSON.stringify(receipt), { proof: later })).checks[2]?.words).toContain('size 200');
  expect(await failing(receipt, { proof: statement.ledger.proof })).toEqual(['record', 'position']);
});

test('the order of members and white space do not matter', async () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(reversed) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([n, v]) => [n, reversed(v)])) : value;

  expect(await failing(reversed(receipt))).toEqual([]);
  expect((await verifyReceipt(`${JSON.stringify(receipt, null, 4)}\n`)).checks.every(check => check.holds)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['half of a receipt', JSON.stringify(receipt).slice(0, 500)],
  ['a page', '<!doctype html>'],
  ['null', 'null'],
  ['a list', '[]'],
  ['another object', '{"a":1}'],
  ['a record that is a text', '{"schemaVersion":"consenthub/receipt/v1","record":"x","ledger":{}}'],
  ['a later version', JSON.stringify({ ...receipt, schemaVersion: 'consenthub/receipt/v2' })],
  ['a later record', JSON.stringify(changed(receipt, ['record', 'v'], () => 2))],
  ['an unknown record', JSON.stringify(changed(receipt, ['record', 'type'], () => 'gift'))],
  ['a list of lists without end', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['a receipt without its schemaVersion', JSON.stringify(changed(receipt, ['schemaVersion'], () => undefined))],
  ['a receipt behind a byte order mark', `\uFEFF${JSON.stringify(receipt)}`],
  ['a position in odd notation', JSON.stringify(receipt).replace('"leafIndex":5', '"leafIndex":5.0')],
  ['half a character', JSON.stringify(receipt).replace('"lang":"en"', '"lang":"\\ud800"')],
  ['a day that no calendar has', JSON.stringify(changed(receipt, ['record', 'recordedAt'], () => '2026-02-30T10:15:00.250Z'))],
  ['more than eight megabytes', `${JSON.stringify(receipt)}${' '.repeat(8 * 1024 * 1024)}`],
  ['a name that stands twice', JSON.stringify(receipt).replace('"action":"save"', '"action":"accept_all","action":"save"')],
])('%s is no receipt', async (_, text) => {
  await expect(verifyReceipt(text)).rejects.toThrow(NoReceipt);
});

test('a key that can’t be read is reported', async () => {
  await expect(verifyReceipt(JSON.stringify(receipt), { keys: 'not a key' })).rejects.toThrow('This is not a key of a log: not a key');
});

const broken: readonly [string, readonly Step[], () => unknown][] = [
  ['a record that holds a fraction', ['record', 'notice'], () => 3.5],
  ['a record that holds half a character', ['record', 'lang'], () => '\ud800'],
  ['a record with a member called __proto__', ['record', 'choices'], () => JSON.parse('{"__proto__":true}')],
  ['choices that are a list', ['record', 'choices'], () => [true]],
  ['services that are nothing', ['record', 'services'], () => null],
  ['a time that is none', ['record', 'decidedAt'], () => 'yesterday'],
  ['a notice that is a text', ['notice'], () => 'notice'],
  ['a notice without categories', ['notice', 'categories'], () => null],
  ['categories that are numbers', ['notice', 'categories'], () => [1, 2]],
  ['a stand of a thousand million years', ['notice', 'reask', 'granted'], () => Number.MAX_SAFE_INTEGER],
  ['a proof that is a number', ['ledger', 'proof'], () => 7],
  ['a signature of a million bytes', ['ledger', 'proof'], () => receipt.ledger.proof.replace(/(— \S+ ).*/, `$1${'AAAA'.repeat(400_000)}`)],
  ['a receipt without processing', ['processing'], () => undefined],
];
test.each(broken)('%s fails without an exception', async (_, path, change) => {
  expect(await failing(changed(receipt, path, change))).not.toEqual([]);
});
