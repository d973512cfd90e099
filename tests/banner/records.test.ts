import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeHub, freshBrowser, hook, json, load, settled } from './support/browser';
import { noticeJson } from './support/notices';

beforeEach(freshBrowser);

const { texts } = noticeJson() as { texts: object };
const whole = noticeJson('opt_in', { texts: { ...texts, historyEmpty: 'Nothing is stored.' } });
const firstLayer = { ...whole, banner: '0123456789abcdef' };

/** A receipt as the hub writes it; the banner passes it on unchanged. */
const receipt = '{"record": {"recordId": "x"},\n "ledger": {}}\n';
const current = () => json(200, { id: 'x' });
const fileOf = (text: string) => () => new Response(text, { headers: { 'Content-Type': 'application/json' } });
const kept = () => localStorage.getItem('ch_demo_receipt');

/** Chooses, opens the preference centre and presses "Download receipt". Returns the downloaded file and the message shown. */
async function download(answers: Record<string, () => Response | Promise<Response>>): Promise<{ files: string[]; message: string; calls: ReturnType<typeof fakeHub> }> {
  const calls = fakeHub({ notice: () => json(200, whole), consents: () => json(201, { id: 'x', action: 'accept_all' }), ...answers });
  const blobs: Blob[] = [];
  Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${blobs.push(blob)}`, revokeObjectURL: vi.fn() });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);

  const hub = await load(firstLayer);
  await hub.acceptAll();
  await settled();
  await hub.open();
  hook('receipt')!.click();
  await settled();
  return { files: await Promise.all(blobs.map(blob => blob.text())), message: hook('preferences')!.querySelector('.told')!.textContent!, calls };
}

describe('"Download receipt"', () => {
  test('downloads the receipt of the current choice, byte for byte, and stores it', async () => {
    const { files, calls } = await download({ consent: current, receipt: fileOf(receipt) });

    expect(files).toEqual([receipt]);
    expect(kept()).toBe(receipt);
    const asked = calls.find(call => call.url.endsWith('/consents/x/receipt'))!;
    expect(asked.headers).toContainEqual(['Visitor-Id', /chid_demo=([^;]+)/.exec(document.cookie)![1]]);
  });

  test.each([
    ['the hub is unavailable', () => Promise.reject(new TypeError('offline'))],
    ['the record was erased elsewhere', () => json(404, {})],
  ])('hands out the one that was kept where %s', async (_, answer) => {
    await download({ consent: current, receipt: fileOf(receipt) });
    fakeHub({ consent: answer, receipt: answer });
    const blobs: Blob[] = [];
    Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${blobs.push(blob)}` });

    hook('receipt')!.click();
    await settled();

    expect(await Promise.all(blobs.map(blob => blob.text()))).toEqual([receipt]);
    expect(kept()).toBe(receipt);
  });

  test('falls back to the response to the choice if no receipt can be fetched', async () => {
    const { files } = await download({ consent: current, receipt: () => json(503, {}) });

    expect(files.map(file => JSON.parse(file))).toEqual([{ id: 'x', action: 'accept_all' }]);
  });

  test('downloads a receipt that is too large to be stored', async () => {
    const large = JSON.stringify({ record: 'x'.repeat(61_500) });
    const { files } = await download({ consent: current, receipt: fileOf(large) });

    expect(files).toEqual([large]);
    expect(kept()).toBe('{"id":"x","action":"accept_all"}');
  });

  test('shows a message if nothing can be downloaded', async () => {
    const { files, message } = await download({ consents: () => json(503, {}), consent: () => json(404, {}) });

    expect(files).toEqual([]);
    expect(message).toBe('Nothing is stored.');
  });
});

describe('"Earlier choices"', () => {
  const stored = (n: number) => ({ id: `r${n}`, decidedAt: `2026-03-02T09:${String(n).padStart(2, '0')}:00.000Z`, choices: { analytics: true } });
  const lines = () => hook('preferences')!.querySelectorAll('.told .stored li').length;
  const look = async (answers: Record<string, () => Response | Promise<Response>>) => {
    const { calls } = await download(answers);
    hook('history')!.click();
    await settled();
    return calls;
  };

  test('shows a page and loads the next below it, until the last', async () => {
    let page = 0;
    const calls = await look({ history: () => json(200, page++ ? { records: [stored(1)] } : { records: [stored(3), stored(2)], next: 'v1.2' }) });
    expect(lines()).toBe(2);

    hook('earlier')!.click();
    await settled();

    expect(lines()).toBe(3);
    expect(hook('earlier')).toBeNull();
    expect(calls.filter(call => call.url.includes('/history')).map(call => new URL(call.url).search)).toEqual(['?limit=20', '?limit=20&cursor=v1.2']);
    expect((hook('preferences')!.getRootNode() as ShadowRoot).activeElement).toBe(hook('preferences')!.querySelectorAll('.told .stored li')[2]);
  });

  test('keeps what is shown, and the button for more, if the next page cannot be loaded', async () => {
    let page = 0;
    await look({ history: () => page++ ? json(503, {}) : json(200, { records: [stored(2)], next: 'v1.1' }) });

    hook('earlier')!.click();
    await settled();

    expect(lines()).toBe(1);
    expect(hook('earlier')).not.toBeNull();
  });

  test('shows a message if nothing is stored', async () => {
    await look({ history: () => json(200, { records: [] }) });

    expect(hook('preferences')!.querySelector('.told')!.textContent).toBe('Nothing is stored.');
  });
});
