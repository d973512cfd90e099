import schema from '../../wwwroot/schemas/receipt-1.json';
import { isObject, member, type Json, type JsonObject } from './json';
import { schemaFault } from './schema';
import { parseStrictJson } from './strictJson';
import { NoReceipt, type Kind } from './verdict';

/** The parts of a receipt; `notice` is absent from a statement. */
export type Parts = { kind: Kind; receipt: JsonObject; record: JsonObject; ledger: JsonObject; notice?: JsonObject };

/** The definition of each kind in the schema. */
const definitions = { consent: 'consentReceipt', removal: 'erasureStatement', duty: 'dutyStatement' } as const;

/** Reads exactly what the published schema describes. @throws {NoReceipt} with the reason if the text is anything else. */
export function readReceipt(text: string): Parts {
  const receipt = read(text);
  if (!isObject(receipt)) throw new NoReceipt('This is no receipt: the file holds no JSON object.');

  const kind = kindOf(receipt);
  const fault = schemaFault(schema as unknown as JsonObject, definitions[kind], receipt);
  if (fault) throw new NoReceipt(`This is not a receipt of version 1, as its schema says: ${fault}.`);

  const [record, ledger, notice] = ['record', 'ledger', 'notice'].map(name => member(receipt, name)) as [JsonObject, JsonObject, JsonObject | undefined];
  return { kind, receipt, record, ledger, ...(notice ? { notice } : {}) };
}

function kindOf(receipt: JsonObject): Kind {
  const type = member(member(receipt, 'record'), 'type');
  return type === 'removal' || type === 'duty' ? type : 'consent';
}

function read(text: string): Json {
  try {
    return parseStrictJson(text);
  } catch (error) {
    throw new NoReceipt(`This is no receipt: the file ${(error as Error).message}.`);
  }
}
