// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64, toBase64Url } from '../../src/verify/base64';
import { canonicalJson } from '../../src/verify/canonicalJson';
import { parseCheckpoint } from '../../src/verify/checkpoint';
import { fromDer } from '../../src/verify/derSignature';
import { parseStrictJson as parseJson } from '../../src/verify/strictJson';
import { isIncluded, leafHash, pathLength } from '../../src/verify/merkle';
import { parseSignedNote } from '../../src/verify/signedNote';
import { parseTlogProof } from '../../src/verify/tlogProof';
import { isSignedBy, parseVerifierKey } from '../../src/verify/verifierKey';
import { base64, checkpoint, hex, others, path, proof, root, signer, unhex } from './support/log';

const nothing = new Uint8Array();
const key = signer('log.example/ledger/shop');

describe('base64', () => {
  test.each(['', 'AA==', 'AAA=', 'AAAA', '/+8='])('"%s" is read and written unchanged', text => expect(toBase64(fromBase64(text)!)).toBe(text));

  test.each(['A', 'AA', 'AA=', 'AB==', 'AAAA=', 'AA==AA==', 'A-8=', ' AA==', 'AA==\n', '===='])('"%s" is refused', text => expect(fromBase64(text)).toBeUndefined());

  test('base64url has two other characters and no padding', () => expect(toBase64Url(Uint8Array.of(255, 239, 190, 0))).toBe('_---AA'));
});

describe('JSON', () => {
  test.each(['{"a":1,"a":2}', '[{"b":{"c":1,"\\u0063":2}}]', '{"a":{"a":1},"b":[],"a":0}', '{"__proto__":1,"__proto__":2}'])('%s is refused: it can be read in two ways', text =>
    expect(() => parseJson(text)).toThrow('twice in one object'));

  test.each(['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', '{"a":"\\"a\\":1,\\"a\\":2"}', '"a:a"', '{"{":":","}":"["}'])('%s is read', text => expect(parseJson(text)).toEqual(JSON.parse(text)));
});

describe('canonical JSON (RFC 8785)', () => {
  const canonical = (text: string) => new TextDecoder().decode(canonicalJson(JSON.parse(text)));

  test.each([
    ['{"b":1,"a":[ true, null ,{}]}', '{"a":[true,null,{}],"b":1}'],
    // Section 3.2.3: by UTF-16 code units, so the smiley comes before the Hebrew letter with dagesh.
    ['{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}', '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'],
    ['"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    ['"\\u2028\\u007f\\u0000"', '"\u2028\u007f\\u0000"'],
    ['[-0, 1e3, 9007199254740991]', '[0,1000,9007199254740991]'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
  ])('%s', (text, expected) => expect(canonical(text)).toBe(expected));

  test.each(['1.5', '9007199254740992', '1e400', '"\\ud800"', '{"\\udc00":1}', '[[["\\ud800a"]]]'])('%s has no canonical form here', text =>
    expect(canonicalJson(JSON.parse(text))).toBeUndefined());
});

describe('the tree', () => {
  // The inputs and roots of the reference implementation of Certificate Transparency.
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(unhex);
  const roots: readonly (readonly [number, string])[] = [
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ];

  test('the published path of the first of eight leaves leads to the root', async () => {
    const published = ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'];
    expect(await isIncluded(0n, 8n, await leafHash(entries[0]!, nothing), published.map(unhex), unhex(roots[2]![1]))).toBe(true);
  });

  test.each(roots)('every leaf of %i is included in the published root', async (size, expected) => {
    const leaves = await Promise.all(entries.slice(0, size).map(entry => leafHash(entry, nothing)));
    expect(hex(root(leaves))).toBe(expected);
    for (let i = 0; i < size; i++) expect(await isIncluded(BigInt(i), BigInt(size), leaves[i]!, path(i, leaves).map(h => new Uint8Array(h)), unhex(expected))).toBe(true);
  });

  test('in trees of 1 to 40 a leaf is included where it is and nowhere else', async () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = others(size).map(h => new Uint8Array(h));
      const top = new Uint8Array(root(leaves));
      const at = (size * 7) % size === 0 ? size - 1 : (size * 7) % size;
      const way = path(at, leaves).map(h => new Uint8Array(h));
      expect(pathLength(BigInt(at), BigInt(size))).toBe(way.length);
      for (let i = 0; i <= size; i++) expect(await isIncluded(BigInt(i), BigInt(size), leaves[at]!, way, top), `${at} as ${i} of ${size}`).toBe(i === at);
    }
  });

  test.each([[0n, 0n], [-1n, 8n], [8n, 8n], [2n ** 63n, 8n]])('position %s of %s is in no tree', async (index, size) =>
    expect(await isIncluded(index, size, nothing, [], nothing)).toBe(false));
});

describe('a signature in DER', () => {
  const digits = (...bytes: number[]) => Uint8Array.from(bytes);
  const r = Array.from({ length: 32 }, (_, i) => i + 1);

  test('becomes r and s, 32 bytes each', () => {
    expect(hex(fromDer(digits(0x30, 7, 2, 1, 9, 2, 2, 0, 0x80))!)).toBe(`${'00'.repeat(31)}09${'00'.repeat(31)}80`);
    expect(hex(fromDer(digits(0x30, 37, 2, 32, ...r, 2, 1, 5))!)).toBe(hex(Uint8Array.from(r)) + '00'.repeat(31) + '05');
  });

  test.each([
    ['nothing', []], ['another type', [0x31, 6, 2, 1, 9, 2, 1, 8]], ['a wrong length', [0x30, 7, 2, 1, 9, 2, 1, 8]], ['something behind it', [0x30, 6, 2, 1, 9, 2, 1, 8, 0]],
    ['a third number', [0x30, 9, 2, 1, 9, 2, 1, 8, 2, 1, 1]], ['one number', [0x30, 3, 2, 1, 9]], ['a negative number', [0x30, 6, 2, 1, 0x80, 2, 1, 8]],
    ['a needless zero', [0x30, 7, 2, 2, 0, 9, 2, 1, 8]], ['an empty number', [0x30, 5, 2, 0, 2, 1, 8]], ['33 digits', [0x30, 38, 2, 33, 1, ...r, 2, 1, 1]],
    ['a length that leaves the end', [0x30, 6, 2, 9, 9, 2, 1, 8]], ['a long form', [0x30, 0x81, 6, 2, 1, 9, 2, 1, 8]],
  ])('with %s is refused', (_, bytes) => expect(fromDer(digits(...bytes))).toBeUndefined());
});

describe('a note', () => {
  const note = key.sign('log.example/ledger/shop\n1\nAAAA\n');

  test('has a text and signatures', async () => {
    const read = parseSignedNote(note)!;
    expect(read.text).toBe('log.example/ledger/shop\n1\nAAAA\n');
    expect(read.signatures.map(s => s.name)).toEqual(['log.example/ledger/shop']);
    expect(await isSignedBy(read, (await parseVerifierKey(key.vkey))!)).toBe(true);
  });

  test('may have signatures of other keys, of unknown types', async () => {
    const read = parseSignedNote(`${note}— witness.example ${base64(new Uint8Array(76))}\n— ${key.name} ${base64(new Uint8Array(68))}\n`)!;
    expect(read.signatures).toHaveLength(3);
    expect(await isSignedBy(read, (await parseVerifierKey(key.vkey))!)).toBe(true);
  });

  test('signed under the name of another log does not verify', async () => {
    const read = parseSignedNote(note.replace('— log', '— blog'))!;
    expect(await isSignedBy(read, (await parseVerifierKey(key.vkey))!)).toBe(false);
  });

  test.each([
    ['no signature', 'text\n'], ['no blank line', 'text\n— a AAAAAAAA\n'], ['no line break at the end', note.slice(0, -1)], ['another dash', note.replace('—', '-')], ['a tab', note.replace('AAAA', 'AA\tAA')],
    ['a carriage return', note.replace(/\n/g, '\r\n')], ['a signature that is no base64', 'text\n\n— a !!!!\n'], ['a signature of four bytes', 'text\n\n— a AAAAAA==\n'], ['a name with a plus', 'text\n\n— a+b AAAAAAAA\n'],
    ['half a character', note.replace('AAAA', '\ud800')],
  ])('with %s is none', (_, text) => expect(parseSignedNote(text)).toBeUndefined());
});

describe('a key', () => {
  test.each([
    ['an id of another key', key.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')], ['no name', key.vkey.slice(key.name.length)], ['a type of another kind', key.vkey.replace('+Aj', '+AT')],
    ['an id in capitals', key.vkey.replace(/\+[0-9a-f]{8}\+/, id => id.toUpperCase().replace(/\d/g, 'A'))], ['half of it', key.vkey.slice(0, 60)], ['something before it', ` ${key.vkey}`], ['nothing', ''],
  ])('with %s is none', async (_, text) => expect(await parseVerifierKey(text)).toBeUndefined());
});

describe('a checkpoint', () => {
  const good = checkpoint('log.example', others(3));

  test('names log, size and root', () => expect(parseCheckpoint(good)).toMatchObject({ origin: 'log.example', size: 3n }));

  test('may have further lines', () => expect(parseCheckpoint(`${good}more\n`)?.size).toBe(3n));

  test.each([
    ['nothing', ''], ['no root', 'log\n1\n'], ['a short root', 'log\n1\nAAAA\n'], ['no name', good.slice('log.example'.length)], ['a leading zero', good.replace('\n3\n', '\n03\n')], ['a sign', good.replace('\n3\n', '\n+3\n')],
    ['a size past 64 bits', good.replace('\n3\n', '\n9223372036854775808\n')], ['an empty line', `${good}\nmore\n`], ['no line break at the end', good.slice(0, -1)],
  ])('with %s is none', (_, text) => expect(parseCheckpoint(text)).toBeUndefined());
});

describe('a tlog-proof', () => {
  const good = proof(2, others(5), key);

  test('has position, path and checkpoint', () => expect(parseTlogProof(good)).toMatchObject({ index: 2n, path: { length: 3 }, checkpoint: { size: 5n } }));

  test('may have extra data, which is skipped', () => expect(parseTlogProof(good.replace('index', 'extra AAAA\nindex'))?.index).toBe(2n));

  test('of a single leaf has an empty path', () => expect(parseTlogProof(proof(0, others(1), key))?.path).toEqual([]));

  test.each([
    ['another header', good.replace('@v1', '@v2')], ['no index', good.replace('index 2\n', '')], ['a leading zero', good.replace('index 2', 'index 02')], ['a sign', good.replace('index 2', 'index -2')],
    ['extra data that is no base64', good.replace('index', 'extra ?\nindex')], ['extra data behind the index', good.replace('index 2', 'index 2\nextra AAAA')], ['a short hash', good.replace('index 2', 'index 2\nAAAA')],
    ['a hundred hashes', good.replace('index 2', `index 2${`\n${base64(new Uint8Array(32))}`.repeat(100)}`)], ['no checkpoint', good.slice(0, good.indexOf('\n\n'))], ['a checkpoint without signature', good.slice(0, good.lastIndexOf('—'))],
    ['line breaks of Windows', good.replace(/\n/g, '\r\n')],
  ])('with %s is none', (_, text) => expect(parseTlogProof(text)).toBeUndefined());
});
