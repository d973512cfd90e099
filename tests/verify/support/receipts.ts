import { base64, leaf, others, proof, sha256, signer, type Signer } from './log';

export const origin = 'consent.shop.example/ledger/shop';
const dpv = 'https://w3id.org/dpv#';

const service = (id: string, more: object = {}) => ({ id, name: `Service ${id}`, provider: 'Shop AS', purpose: `What ${id} does.`, hosts: [], cookies: [{ name: `${id}_c`, kind: 'cookie', duration: 'P30D' }], ...more });

const category = (id: string, basis: string, services: readonly object[], required = false) =>
  ({ id, name: `Name of ${id}`, description: `What ${id} is for. Ä "quoted" \u2028 line.`, required, default: required, gpc: false, basis, services });

const controller = { name: 'Shop AS', address: 'Kaien 7, 5003 Bergen', country: 'NO', email: 'hello@shop.example' };
const contact = { name: 'Privacy at Shop', email: 'privacy@shop.example' };

export const notice = {
  site: 'shop', version: 3, lang: 'en', dir: 'ltr', region: 'DE', model: 'opt_in', languages: ['en', 'de'],
  categories: [
    category('auth', 'contract', [service('session')], true),
    category('analytics', 'consent', [service('stats'), service('heatmap', { transfers: [{ country: 'US', safeguard: 'scc' }] })]),
    category('marketing', 'consent', [service('ads')]),
    category('reminders', 'legitimate_interests', [service('mail')]),
  ],
  reask: { granted: 15724800, refused: 31536000 },
  controller,
  privacyContact: contact,
};

/** Sorted and without spaces, which is RFC 8785 for these values: they need no other of its rules. */
export const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
};

export const record = {
  v: 1, type: 'consent', recordId: '0199f0d0-1c2b-7a3c-8d4e-5f6a7b8c9d0e', recordedAt: '2026-09-30T10:15:00.250Z', decidedAt: '2026-09-30T10:14:58.000Z', site: 'shop',
  visitor: 'v1AAAAAAAAAAAAAAAAAAAAAA', notice: 3, noticeHash: base64(sha256(canonical(notice))).replace(/\+/g, '-').replace(/\//g, '_').replace('=', ''), lang: 'en',
  regionShown: 'DE', regionSeen: 'DE', model: 'opt_in', banner: '0123456789abcdef', action: 'save', source: 'banner', gpcShown: false, gpcSeen: false,
  choices: { auth: true, analytics: true, marketing: false, reminders: false }, services: { heatmap: false },
};

const granted = (services: readonly object[], ...on: readonly boolean[]) => services.map((s, i) => ({ ...s, granted: on[i] }));
const [auth, analytics, marketing, reminders] = notice.categories.map(c => c.services) as [object[], object[], object[], object[]];
const purpose = (i: number, type?: string) => {
  const { id, name, description } = notice.categories[i]!;
  return { id, name, description, ...(type ? { type: dpv + type } : {}) };
};

const salt = new Uint8Array(16).map((_, i) => 17 * i);
export const key: Signer = signer(origin);

/** Position 5 of 9, with the seal of its record by default. */
export function ledgerOf(sealed: object, { index = 5, size = 9, by = key }: { index?: number; size?: number; by?: Signer } = {}) {
  const leaves = [...others(index), leaf(salt, canonical(sealed)), ...others(size - index - 1, index + 1)];
  return { origin, salt: base64(salt), leafIndex: index, keys: [by.vkey], proof: proof(index, leaves, by) };
}

/** A consent receipt, written out rather than derived. */
export const receipt = {
  schemaVersion: 'consenthub/receipt/v1', profile: 'dpv-27560:receipt-eu-gdpr', receiptId: `${origin}/5`, principalId: record.visitor, jurisdiction: 'NO', controller, contact, notice,
  processing: [
    { purpose: purpose(0, 'RequestedServiceProvision'), lawfulBasis: `${dpv}Contract`, required: true, granted: true, services: granted(auth, true) },
    { purpose: purpose(1, 'ServiceUsageAnalytics'), lawfulBasis: `${dpv}Consent`, required: false, granted: true, state: `${dpv}ConsentGiven`, services: granted(analytics, true, false) },
    { purpose: purpose(2, 'Marketing'), lawfulBasis: `${dpv}Consent`, required: false, granted: false, state: `${dpv}ConsentRefused`, services: granted(marketing, false) },
    { purpose: purpose(3), lawfulBasis: `${dpv}LegitimateInterest`, required: false, granted: false, state: `${dpv}LegitimateInterestObjected`, services: granted(reminders, false) },
  ],
  storageLocations: ['EU'],
  retention: [{ id: 'statistics', name: 'Statistics', period: 'P12M' }],
  withdrawal: 'https://consent.shop.example/preferences/shop',
  events: [{ time: record.decidedAt, validUntil: '2027-03-31T10:14:58.000Z', entity: 'principal', type: `${dpv}ExpressedConsent`, state: `${dpv}ConsentGiven` }],
  record,
  ledger: ledgerOf(record),
};

export const removal = { v: 1, type: 'removal', site: 'shop', at: '2026-10-01T00:00:00.000Z', reason: 'visitor_request', leaves: [2, 4, 5] };

export const statement = {
  schemaVersion: 'consenthub/receipt/v1', receiptId: `${origin}/8`, controller, contact,
  erasure: { records: 3, kept: ['anonymous_counts', 'positions', 'record_ids'], recordIdsKeptUntil: '2026-12-30T00:00:00.000Z', backups: 'P30D', backupsKeptUntil: '2026-10-31T00:00:00.000Z' },
  record: removal,
  ledger: ledgerOf(removal, { index: 8, size: 9 }),
};

export const duty = {
  v: 1, type: 'duty', site: 'shop', at: '2026-10-05T08:00:00.000Z', class: 'call_history', notice: 3, begins: '2026-09-06T08:00:00.000Z', due: '2026-10-06T08:00:00.000Z', by: 'crm', outcome: 'kept',
  after: 'withdrawal', count: 17, evidence: 'job 4711',
};

export const dutyStatement = {
  schemaVersion: 'consenthub/receipt/v1', receiptId: `${origin}/7`, controller, contact,
  duty: { class: duty.class, name: 'Call history', by: duty.by, begins: duty.begins, due: duty.due, outcome: duty.outcome, done: duty.at },
  record: duty,
  ledger: ledgerOf(duty, { index: 7, size: 9 }),
};
