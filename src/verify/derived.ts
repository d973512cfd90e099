import { member, objectsOf, textOf, type Json, type JsonObject } from './json';
import type { Kind } from './verdict';

const dpv = 'https://w3id.org/dpv#';

/** Legal bases of GDPR Art. 6(1), as notices write them and as DPV calls them. */
const bases: { readonly [basis: string]: string } = {
  consent: 'Consent', contract: 'Contract', legal_obligation: 'LegalObligation', vital_interests: 'VitalInterest', public_task: 'PublicInterest', legitimate_interests: 'LegitimateInterest',
};

/** The nearest purpose of DPV for the four usual categories. */
const purposes: { readonly [category: string]: string } = {
  auth: 'RequestedServiceProvision', preferences: 'ServicePersonalisation', analytics: 'ServiceUsageAnalytics', marketing: 'Marketing',
};

/**
 * Every member of a receipt that follows from what was sealed, as docs/receipts.md says. A receipt that says otherwise was changed,
 * or not made by a hub. Only a consent receipt has a notice.
 */
export function derivedFrom(kind: Kind, record: JsonObject, notice: JsonObject, ledger: Json): JsonObject {
  const receipt = {
    schemaVersion: 'consenthub/receipt/v1',
    receiptId: `${textOf(member(ledger, 'origin'))}/${String(member(ledger, 'leafIndex'))}`,
  };
  switch (kind) {
    case 'consent': return { ...receipt, ...ofConsent(record, notice) };
    case 'removal': return { ...receipt, erasure: ofRemoval(record) };
    case 'duty': return { ...receipt, duty: ofDuty(record) };
    default: return kind satisfies never;
  }
}

function ofConsent(record: JsonObject, notice: JsonObject): JsonObject {
  const controller = member(notice, 'controller') ?? null;
  return {
    profile: 'dpv-27560:receipt-eu-gdpr',
    principalId: member(record, 'visitor') ?? null,
    ...(member(controller, 'country') === undefined ? {} : { jurisdiction: member(controller, 'country')! }),
    controller,
    contact: member(notice, 'privacyContact') ?? null,
    processing: objectsOf(member(notice, 'categories')).map(category => processing(record, category)),
    events: [event(record, notice)],
  };
}

function processing(record: JsonObject, category: JsonObject): JsonObject {
  const id = textOf(member(category, 'id')) ?? '';
  const granted = isGranted(record, id);
  const required = member(category, 'required') === true;
  const basis = textOf(member(category, 'basis')) ?? '';
  const state = required ? undefined : stateOf(record, basis, granted);
  return {
    purpose: {
      id, name: member(category, 'name') ?? null, description: member(category, 'description') ?? null,
      ...(Object.hasOwn(purposes, id) ? { type: dpv + purposes[id]! } : {}),
    },
    lawfulBasis: Object.hasOwn(bases, basis) ? dpv + bases[basis]! : null,
    required,
    granted,
    ...(state ? { state: dpv + state } : {}),
    services: objectsOf(member(category, 'services')).map(service => ({ ...service, granted: isServiceGranted(record, textOf(member(service, 'id')) ?? '', granted) })),
  };
}

export const isGranted = (record: JsonObject, category: string): boolean => member(member(record, 'choices'), category) === true;

export function isServiceGranted(record: JsonObject, service: string, category: boolean): boolean {
  const own = member(member(record, 'services'), service);
  return typeof own === 'boolean' ? own : category;
}

function stateOf(record: JsonObject, basis: string, granted: boolean): string | undefined {
  if (basis === 'legitimate_interests') return granted ? 'LegitimateInterestNotObjected' : 'LegitimateInterestObjected';
  return basis === 'consent' ? consentState(record, granted) : undefined;
}

function consentState(record: JsonObject, granted: boolean): string {
  const action = member(record, 'action');
  if (granted) return action === 'renew' ? 'RenewedConsentGiven' : 'ConsentGiven';
  return action === 'withdraw' ? 'ConsentWithdrawn' : 'ConsentRefused';
}

function event(record: JsonObject, notice: JsonObject): JsonObject {
  const optional = objectsOf(member(notice, 'categories')).filter(category => member(category, 'required') !== true);
  const grants = optional.some(category => isGranted(record, textOf(member(category, 'id')) ?? ''))
    || Object.values(member(record, 'services') ?? {}).includes(true);
  const action = textOf(member(record, 'action')) ?? '';
  const stands = member(member(notice, 'reask'), grants ? 'granted' : 'refused');
  return {
    time: member(record, 'decidedAt') ?? null,
    validUntil: later(textOf(member(record, 'decidedAt')), stands),
    entity: action === 'guardian' ? 'guardian' : action === 'renew' || action === 'import' ? 'controller' : 'principal',
    ...(['gpc', 'renew', 'import'].includes(action) ? {} : { type: `${dpv}ExpressedConsent` }),
    state: dpv + consentState(record, grants),
  };
}

function ofRemoval(record: JsonObject): JsonObject {
  const leaves = member(record, 'leaves');
  return {
    records: Array.isArray(leaves) ? leaves.length : null,
    kept: ['anonymous_counts', 'positions', 'record_ids'],
    recordIdsKeptUntil: later(textOf(member(record, 'at')), 90 * 86_400),
  };
}

function ofDuty(record: JsonObject): JsonObject {
  const say = (name: string): string => textOf(member(record, name)) ?? '';
  const done = Date.parse(say('at')) <= Date.parse(say('due')) ? 'kept' : 'late';
  return {
    class: say('class'), by: say('by'), begins: say('begins'), due: say('due'),
    // No hub seals another outcome, so no document agrees with it.
    outcome: ['refused', done].includes(say('outcome')) ? say('outcome') : null,
    ...(say('outcome') === 'refused' ? {} : { done: say('at') }),
  };
}

function later(time: string | undefined, seconds: Json | undefined): string | null {
  const at = new Date((time === undefined ? NaN : Date.parse(time)) + (typeof seconds === 'number' ? seconds * 1000 : NaN));
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
