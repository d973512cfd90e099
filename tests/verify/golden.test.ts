// @vitest-environment node
// Files of every released version stay here and must verify for ever. Never regenerate one to make a test pass.
import { expect, test } from 'vitest';
import { verifyReceipt } from '../../src/verify/verifyReceipt';
import consent from './golden/consent-1.json?raw';
import proof from './golden/consent-1.tlog-proof?raw';
import dutyKey from './golden/duty-key.txt?raw';
import duty from './golden/duty-1.json?raw';
import key from './golden/key.txt?raw';
import removal from './golden/removal-1.json?raw';

test.each([
  ['consent-1.json', consent, key, undefined],
  ['removal-1.json', removal, key, undefined],
  ['duty-1.json', duty, dutyKey, undefined],
  ['consent-1.json with consent-1.tlog-proof', consent, key, proof],
])('%s verifies', async (_, text, keys, later) => {
  const verdict = await verifyReceipt(text, { keys, proof: later });

  expect(verdict.checks.filter(check => !check.holds)).toEqual([]);
  expect(verdict).toMatchObject({ keySource: 'user', key: keys.trim() });
});
