"use strict";
(() => {
  // src/verify/base64.ts
  function fromBase64(text) {
    const isOneWay = text.length % 4 === 0 && /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/.test(text);
    return isOneWay ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : void 0;
  }
  var toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  var toBase64Url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  // src/verify/signedNote.ts
  var maxBytes = 64 * 1024;
  var maxSignatures = 16;
  var nameOfKey = /^[^\u0000-\u0020+\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;
  function parseSignedNote(note) {
    if (!isNoteText(note)) return void 0;
    const at = note.lastIndexOf("\n\n");
    if (at < 0 || !note.endsWith("\n")) return void 0;
    const lines = note.slice(at + 2, -1).split("\n");
    const signatures = lines.map(parseSignature);
    return signatures.length <= maxSignatures && signatures.every((s) => s !== void 0) ? { text: note.slice(0, at + 1), signatures } : void 0;
  }
  var isNoteText = (text) => !/[\0-\x09\x0b-\x1f]|\p{Surrogate}/u.test(text) && new TextEncoder().encode(text).length <= maxBytes;
  var isKeyName = (name) => nameOfKey.test(name);
  function parseSignature(line) {
    const [dash, name, base64, ...rest] = line.split(" ");
    const bytes = fromBase64(base64 ?? "");
    return dash === "—" && name && isKeyName(name) && rest.length === 0 && bytes && bytes.length > 4 ? { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : void 0;
  }

  // src/verify/checkpoint.ts
  function parseCheckpoint(text) {
    if (!isNoteText(text)) return void 0;
    const [origin, size, hash, ...rest] = text.split("\n");
    const root = fromBase64(hash ?? "");
    return origin && !/[\u0000-\u001f\u007f-\u009f]/.test(origin) && size && isCount(size) && root?.length === 32 && rest.length > 0 && rest.at(-1) === "" && rest.slice(0, -1).every((line) => line !== "") ? { origin, size: BigInt(size), root } : void 0;
  }
  var isCount = (text) => /^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 2n ** 63n;

  // src/verify/tlogProof.ts
  var header = "c2sp.org/tlog-proof@v1\n";
  var highest = 63;
  var longest = 128 * 1024;
  var isTlogProof = (text) => text.startsWith(header);
  function parseTlogProof(text) {
    const at = text.indexOf("\n\n");
    if (!isTlogProof(text) || at < 0 || text.length > longest) return void 0;
    const lines = text.slice(header.length, at).split("\n");
    if (lines[0].startsWith("extra ") && !fromBase64(lines.shift().slice("extra ".length))?.length) return void 0;
    const index = lines.shift()?.match(/^index (\S+)$/)?.[1];
    const path = lines.map(fromBase64);
    const note = parseSignedNote(text.slice(at + 2));
    const checkpoint = note && parseCheckpoint(note.text);
    return index && isCount(index) && path.length <= highest && path.every((hash) => hash?.length === 32) && note && checkpoint ? { index: BigInt(index), path, note, checkpoint } : void 0;
  }

  // src/verify/verdict.ts
  var passes = (name, words) => ({ name, holds: true, words });
  var fails = (name, words) => ({ name, holds: false, words });
  var everythingHolds = (verdict) => verdict.checks.every((check2) => check2.holds);
  var NoReceipt = class extends Error {
  };

  // src/verify/bytes.ts
  function concat(...parts) {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
  var areEqual = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);
  var utf8 = (text) => new Uint8Array(new TextEncoder().encode(text));

  // src/verify/json.ts
  var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  var member = (value, name) => isObject(value) && Object.hasOwn(value, name) ? value[name] : void 0;
  var textOf = (value) => typeof value === "string" ? value : void 0;
  var objectsOf = (value) => Array.isArray(value) ? value.filter(isObject) : [];

  // src/verify/canonicalJson.ts
  function canonicalJson(value) {
    const text = write(value);
    return text === void 0 ? void 0 : utf8(text);
  }
  function write(value) {
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : void 0;
    if (typeof value === "string") return writeText(value);
    if (!isObject(value)) return joined("[", value.map(write), "]");
    return joined("{", Object.keys(value).sort().map((name) => writeMember(name, value[name])), "}");
  }
  function writeMember(name, value) {
    const [key, written] = [writeText(name), write(value)];
    return key === void 0 || written === void 0 ? void 0 : `${key}:${written}`;
  }
  var writeText = (value) => /\p{Surrogate}/u.test(value) ? void 0 : JSON.stringify(value);
  var joined = (open, parts, close) => parts.includes(void 0) ? void 0 : open + parts.join(",") + close;

  // src/verify/derived.ts
  var dpv = "https://w3id.org/dpv#";
  var bases = {
    consent: "Consent",
    contract: "Contract",
    legal_obligation: "LegalObligation",
    vital_interests: "VitalInterest",
    public_task: "PublicInterest",
    legitimate_interests: "LegitimateInterest"
  };
  var purposes = {
    auth: "RequestedServiceProvision",
    preferences: "ServicePersonalisation",
    analytics: "ServiceUsageAnalytics",
    marketing: "Marketing"
  };
  function derivedFrom(kind, record, notice, ledger) {
    const receipt2 = {
      schemaVersion: "consenthub/receipt/v1",
      receiptId: `${textOf(member(ledger, "origin"))}/${String(member(ledger, "leafIndex"))}`
    };
    switch (kind) {
      case "consent":
        return { ...receipt2, ...ofConsent(record, notice) };
      case "removal":
        return { ...receipt2, erasure: ofRemoval(record) };
      case "duty":
        return { ...receipt2, duty: ofDuty(record) };
      default:
        return kind;
    }
  }
  function ofConsent(record, notice) {
    const controller = member(notice, "controller") ?? null;
    return {
      profile: "dpv-27560:receipt-eu-gdpr",
      principalId: member(record, "visitor") ?? null,
      ...member(controller, "country") === void 0 ? {} : { jurisdiction: member(controller, "country") },
      controller,
      contact: member(notice, "privacyContact") ?? null,
      processing: objectsOf(member(notice, "categories")).map((category) => processing(record, category)),
      events: [event(record, notice)]
    };
  }
  function processing(record, category) {
    const id = textOf(member(category, "id")) ?? "";
    const granted = isGranted(record, id);
    const required = member(category, "required") === true;
    const basis = textOf(member(category, "basis")) ?? "";
    const state = required ? void 0 : stateOf(record, basis, granted);
    return {
      purpose: {
        id,
        name: member(category, "name") ?? null,
        description: member(category, "description") ?? null,
        ...Object.hasOwn(purposes, id) ? { type: dpv + purposes[id] } : {}
      },
      lawfulBasis: Object.hasOwn(bases, basis) ? dpv + bases[basis] : null,
      required,
      granted,
      ...state ? { state: dpv + state } : {},
      services: objectsOf(member(category, "services")).map((service) => ({ ...service, granted: isServiceGranted(record, textOf(member(service, "id")) ?? "", granted) }))
    };
  }
  var isGranted = (record, category) => member(member(record, "choices"), category) === true;
  function isServiceGranted(record, service, category) {
    const own = member(member(record, "services"), service);
    return typeof own === "boolean" ? own : category;
  }
  function stateOf(record, basis, granted) {
    if (basis === "legitimate_interests") return granted ? "LegitimateInterestNotObjected" : "LegitimateInterestObjected";
    return basis === "consent" ? consentState(record, granted) : void 0;
  }
  function consentState(record, granted) {
    const action = member(record, "action");
    if (granted) return action === "renew" ? "RenewedConsentGiven" : "ConsentGiven";
    return action === "withdraw" ? "ConsentWithdrawn" : "ConsentRefused";
  }
  function event(record, notice) {
    const optional = objectsOf(member(notice, "categories")).filter((category) => member(category, "required") !== true);
    const grants = optional.some((category) => isGranted(record, textOf(member(category, "id")) ?? "")) || Object.values(member(record, "services") ?? {}).includes(true);
    const action = textOf(member(record, "action")) ?? "";
    const stands = member(member(notice, "reask"), grants ? "granted" : "refused");
    return {
      time: member(record, "decidedAt") ?? null,
      validUntil: later(textOf(member(record, "decidedAt")), stands),
      entity: action === "guardian" ? "guardian" : action === "renew" || action === "import" ? "controller" : "principal",
      ...["gpc", "renew", "import"].includes(action) ? {} : { type: `${dpv}ExpressedConsent` },
      state: dpv + consentState(record, grants)
    };
  }
  function ofRemoval(record) {
    const leaves = member(record, "leaves");
    return {
      records: Array.isArray(leaves) ? leaves.length : null,
      kept: ["anonymous_counts", "positions", "record_ids"],
      recordIdsKeptUntil: later(textOf(member(record, "at")), 90 * 86400)
    };
  }
  function ofDuty(record) {
    const say = (name) => textOf(member(record, name)) ?? "";
    const done = Date.parse(say("at")) <= Date.parse(say("due")) ? "kept" : "late";
    return {
      class: say("class"),
      by: say("by"),
      begins: say("begins"),
      due: say("due"),
      // No hub seals another outcome, so no document agrees with it.
      outcome: ["refused", done].includes(say("outcome")) ? say("outcome") : null,
      ...say("outcome") === "refused" ? {} : { done: say("at") }
    };
  }
  function later(time2, seconds) {
    const at = new Date((time2 === void 0 ? NaN : Date.parse(time2)) + (typeof seconds === "number" ? seconds * 1e3 : NaN));
    return Number.isNaN(at.getTime()) ? null : at.toISOString();
  }

  // src/verify/differences.ts
  function differences(expected, found, path = "") {
    if (isObject(expected) && isObject(found))
      return names(expected, found).flatMap((name) => differences(member(expected, name), member(found, name), path ? `${path}.${name}` : name));
    if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length)
      return expected.flatMap((item, i) => differences(item, found[i], `${path}[${i}]`));
    return expected === found ? [] : [path];
  }
  var names = (one, other) => [.../* @__PURE__ */ new Set([...Object.keys(one), ...Object.keys(other)])];

  // src/verify/sha256.ts
  var sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));

  // src/verify/contentChecks.ts
  var stated = { consent: ["storageLocations", "retention", "withdrawal"], removal: ["controller", "contact"], duty: ["controller", "contact"] };
  var statedInside = ["erasure.backups", "erasure.backupsKeptUntil", "duty.name"];
  var said = { site: "site", version: "notice", lang: "lang", region: "regionShown", model: "model" };
  async function checkNotice({ record, notice }) {
    const canonical = notice && canonicalJson(notice);
    if (!notice || !canonical || toBase64Url(await sha256(canonical)) !== member(record, "noticeHash"))
      return fails("notice", "The notice is not the one that the record was sealed with.");
    const other = Object.entries(said).find(([inNotice, inRecord]) => member(notice, inNotice) !== member(record, inRecord));
    return other ? fails("notice", `The notice is for another ${other[0]} than the record says.`) : passes("notice", `The notice is word for word the one that was sealed: version ${String(member(record, "notice"))}, language ${String(member(record, "lang"))}.`);
  }
  function checkRest({ kind, receipt: receipt2, record, notice = {}, ledger }) {
    const elsewhere = ["record", "ledger", ...kind === "consent" ? ["notice"] : [], ...stated[kind]];
    const expected = derivedFrom(kind, record, notice, ledger);
    const wrong = differences(expected, without(receipt2, elsewhere)).filter((path) => !statedInside.includes(path));
    return wrong.length === 0 ? passes("rest", "The rest of the file agrees with what was sealed.") : fails("rest", `The rest of the file differs from the sealed record in: ${wrong.slice(0, 5).join(", ")}${wrong.length > 5 ? " and more" : ""}.`);
  }
  var without = (value, names3) => Object.fromEntries(Object.entries(value).filter(([name]) => !names3.includes(name)));

  // src/verify/merkle.ts
  var leafPrefix = new Uint8Array([0]);
  var nodePrefix = new Uint8Array([1]);
  var leafHash = (salt, record) => sha256(leafPrefix, salt, record);
  var nodeHash = (left, right) => sha256(nodePrefix, left, right);
  function pathLength(index, size) {
    let length = 0;
    for (let node = index, last = size - 1n; last > 0n; node >>= 1n, last >>= 1n) {
      if (node % 2n === 1n || node < last) length++;
    }
    return length;
  }
  async function isIncluded(index, size, leaf, path, root) {
    if (index < 0n || index >= size || path.length !== pathLength(index, size)) return false;
    let fn = index;
    let sn = size - 1n;
    let r = leaf;
    for (const p of path) {
      if (fn % 2n === 1n || fn === sn) {
        r = await nodeHash(p, r);
        while (fn % 2n === 0n && fn !== 0n) {
          fn >>= 1n;
          sn >>= 1n;
        }
      } else r = await nodeHash(r, p);
      fn >>= 1n;
      sn >>= 1n;
    }
    return sn === 0n && areEqual(r, root);
  }

  // src/verify/derSignature.ts
  var width = 32;
  function fromDer(der) {
    if (der[0] !== 48 || der[1] !== der.length - 2) return void 0;
    const r = readInteger(der, 2);
    const s = r && readInteger(der, r.end);
    return r && s && s.end === der.length ? concat(r.value, s.value) : void 0;
  }
  function readInteger(der, at) {
    const length = der[at + 1] ?? 0;
    const end = at + 2 + length;
    if (der[at] !== 2 || length === 0 || end > der.length) return void 0;
    let digits = der.slice(at + 2, end);
    if (digits[0] >= 128) return void 0;
    if (digits[0] === 0 && digits.length > 1) {
      if (digits[1] < 128) return void 0;
      digits = digits.slice(1);
    }
    return digits.length > width ? void 0 : { value: concat(new Uint8Array(width - digits.length), digits), end };
  }

  // src/verify/verifierKey.ts
  var ecdsaP256 = 2;
  var p256Start = Uint8Array.of(48, 89, 48, 19, 6, 7, 42, 134, 72, 206, 61, 2, 1, 6, 8, 42, 134, 72, 206, 61, 3, 1, 7, 3, 66, 0, 4);
  async function parseVerifierKey(text) {
    const match = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
    const bytes = match && fromBase64(match[3]);
    if (!match || !isKeyName(match[1]) || !bytes || bytes[0] !== ecdsaP256) return void 0;
    const spki = bytes.slice(1);
    if (spki.length !== p256Start.length + 64 || !areEqual(spki.slice(0, p256Start.length), p256Start)) return void 0;
    const keyId = (await sha256(spki)).slice(0, 4);
    if (!areEqual(keyId, Uint8Array.from(match[2].match(/../g), (pair) => parseInt(pair, 16)))) return void 0;
    try {
      const key = await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
      return { text, name: match[1], keyId, key };
    } catch {
      return void 0;
    }
  }
  var isBy = (key) => ({ name, keyId }) => name === key.name && areEqual(keyId, key.keyId);
  var names2 = (note, key) => note.signatures.some(isBy(key));
  async function isSignedBy(note, key) {
    const own = note.signatures.filter(isBy(key));
    for (const { signature } of own) {
      const raw = fromDer(signature);
      if (!raw || !await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.key, raw, utf8(note.text))) return false;
    }
    return own.length > 0;
  }

  // src/verify/proofChecks.ts
  async function checkRecord({ record, ledger }, { index, path, checkpoint }) {
    const salt = fromBase64(textOf(member(ledger, "salt")) ?? "");
    if (salt?.length !== 16) return fails("record", "The salt is not 16 bytes in base64.");
    const canonical = canonicalJson(record);
    if (!canonical) return fails("record", "The record holds something that no sealed record can hold.");
    return await isIncluded(index, checkpoint.size, await leafHash(salt, canonical), path, checkpoint.root) ? passes("record", "The record is exactly what was sealed.") : fails("record", "The record is not what was sealed. It, its salt, its position or the proof was changed: together they do not lead to the log’s checkpoint.");
  }
  function checkPosition({ record, ledger }, { index, path, checkpoint }) {
    const reason = wrongPosition(ledger, index, path.length, checkpoint.size) ?? wrongLog(record, ledger, checkpoint.origin);
    return reason ? fails("position", reason) : passes("position", `The record is at position ${index} of the log ${checkpoint.origin}.`);
  }
  function checkSignature(keys2, signer, { checkpoint }) {
    if (signer) return passes("signature", `The log’s checkpoint of size ${checkpoint.size} was signed with the key below.`);
    return fails("signature", keys2.length === 0 ? "There is no key that this page can read." : keys2.every((key) => key.name !== checkpoint.origin) ? `The key is not one of the log ${checkpoint.origin}.` : "The checkpoint was not signed with this key, or was changed after it was signed.");
  }
  async function findSigner({ note, checkpoint }, keys2) {
    const known = keys2.filter((key) => key.name === checkpoint.origin && names2(note, key));
    for (const key of known) {
      if (!await isSignedBy(note, key)) return void 0;
    }
    return known[0];
  }
  function wrongPosition(ledger, index, length, size) {
    const said2 = member(ledger, "leafIndex");
    if (typeof said2 !== "number" || BigInt(said2) !== index) return `The receipt says position ${String(said2)}, its proof says ${index}.`;
    if (index >= size) return `Position ${index} lies behind the end of the log, which has ${size} entries.`;
    return length === pathLength(index, size) ? void 0 : "The proof is not as long as this position in a log of this size needs.";
  }
  function wrongLog(record, ledger, origin) {
    const [said2, site] = [textOf(member(ledger, "origin")), textOf(member(record, "site"))];
    if (said2 !== origin) return `The receipt names the log ${said2 ?? ""}, its checkpoint is of ${origin}.`;
    return /\/ledger\/([^/]+)(?:\/r[1-9]\d*)?$/.exec(origin)?.[1] === site ? void 0 : `The log ${origin} is not the log of the site ${site ?? ""}.`;
  }

  // src/verify/readKeys.ts
  async function readKeys(text) {
    const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
    const keys2 = await Promise.all(lines.map(parseVerifierKey));
    const wrong = keys2.indexOf(void 0);
    if (wrong >= 0) throw new NoReceipt(`This is not a key of a log: ${lines[wrong].slice(0, 80)}`);
    return keys2;
  }
  async function keysOf(ledger) {
    const texts = member(ledger, "keys");
    const keys2 = await Promise.all((Array.isArray(texts) ? texts : []).map((text) => typeof text === "string" ? parseVerifierKey(text) : void 0));
    return keys2.filter((key) => key !== void 0);
  }

  // wwwroot/schemas/receipt-1.json
  var receipt_1_default = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "/schemas/receipt-1.json",
    title: "ConsentHub receipt, version 1",
    description: "What a visitor is handed: a consent receipt (record.type consent) or an erasure statement (record.type removal). What a system is handed that says what became of a duty: a duty statement (record.type duty). record is exactly what was sealed into the site's log, and ledger proves it; the other members say the same in the terms of ISO/IEC TS 27560:2023 and of the Data Privacy Vocabulary (https://w3id.org/dpv). docs/receipts.md explains every field.",
    type: "object",
    required: ["schemaVersion", "receiptId", "controller", "contact", "record", "ledger"],
    properties: { record: { type: "object", required: ["type"], properties: { type: { enum: ["consent", "removal", "duty"] } } } },
    oneOf: [{ $ref: "#/$defs/consentReceipt" }, { $ref: "#/$defs/erasureStatement" }, { $ref: "#/$defs/dutyStatement" }],
    $defs: {
      consentReceipt: {
        description: "A receipt for one choice. Header: schemaVersion to jurisdiction; parties: controller, contact, processing[].services; processing: notice to withdrawal; events.",
        type: "object",
        additionalProperties: false,
        required: ["schemaVersion", "profile", "receiptId", "principalId", "controller", "contact", "notice", "processing", "events", "record", "ledger"],
        properties: {
          schemaVersion: { $ref: "#/$defs/schemaVersion" },
          profile: { description: "The profile of ISO/IEC TS 27560 that it follows, by the name that the DPV guide to it gives: a receipt with the information that the GDPR asks for.", const: "dpv-27560:receipt-eu-gdpr" },
          receiptId: { $ref: "#/$defs/receiptId" },
          principalId: { description: "The person, by the pseudonym of this browser at this site; the same as record.visitor.", $ref: "#/$defs/visitor" },
          jurisdiction: { description: "Where the controller is established, ISO 3166-1 alpha-2; the same as controller.country, absent where that is. The region of the visitor is in the record.", $ref: "#/$defs/country" },
          controller: { $ref: "#/$defs/controller" },
          contact: { $ref: "#/$defs/contact" },
          notice: { $ref: "#/$defs/notice" },
          processing: {
            description: "What was asked: one entry for each category of the notice, in its order.",
            type: "array",
            minItems: 1,
            maxItems: 64,
            items: { $ref: "#/$defs/processing" }
          },
          storageLocations: {
            description: "Where the site says that it stores consent records: country codes or EU. As stated when the receipt was made; not sealed.",
            type: "array",
            minItems: 1,
            uniqueItems: true,
            items: { type: "string", pattern: "^[A-Z]{2}$" }
          },
          retention: {
            description: "How long the site says that it keeps each class of data (GDPR Art. 13(2)(a)). As stated by the notice version of the record; not sealed. What each service keeps in the browser, and how long, is in processing[].services[].cookies.",
            type: "array",
            minItems: 1,
            items: { $ref: "#/$defs/retention" }
          },
          withdrawal: {
            description: "Where the choice can be changed or withdrawn at any time (GDPR Art. 7(3)): the address of the site's preference page. Absent where the hub has no public address; the website and contact serve as well. Not sealed.",
            $ref: "#/$defs/url"
          },
          events: { description: "What happened: the one choice that this receipt is about.", type: "array", minItems: 1, maxItems: 1, items: { $ref: "#/$defs/event" } },
          record: { $ref: "#/$defs/consentRecord" },
          ledger: { $ref: "#/$defs/ledger" }
        }
      },
      erasureStatement: {
        description: "A statement of what was erased and when (GDPR Art. 17). It names no visitor and no record id.",
        type: "object",
        additionalProperties: false,
        required: ["schemaVersion", "receiptId", "controller", "contact", "erasure", "record", "ledger"],
        properties: {
          schemaVersion: { $ref: "#/$defs/schemaVersion" },
          receiptId: { $ref: "#/$defs/receiptId" },
          controller: { $ref: "#/$defs/controller" },
          contact: { $ref: "#/$defs/contact" },
          erasure: {
            description: "What the record means.",
            type: "object",
            additionalProperties: false,
            required: ["records", "kept", "recordIdsKeptUntil"],
            properties: {
              records: { description: "How many consent records were erased; as many as record.leaves names.", type: "integer", minimum: 1 },
              kept: {
                description: "What stays: counts that name nobody; the positions in the log with leaf hashes that nothing can be told from, since their salts are gone; the random record ids for 90 days, so that a late repetition brings none back.",
                const: ["anonymous_counts", "positions", "record_ids"]
              },
              recordIdsKeptUntil: { description: "When the record ids go too: 90 days after record.at.", $ref: "#/$defs/time" },
              backups: { description: "How long a backup made earlier may still hold the records, ISO 8601. Not sealed.", $ref: "#/$defs/period" },
              backupsKeptUntil: { description: "The date that follows from backups: no earlier backup holds the records any more. Not sealed.", $ref: "#/$defs/time" }
            }
          },
          record: { $ref: "#/$defs/removalRecord" },
          ledger: { $ref: "#/$defs/ledger" }
        }
      },
      dutyStatement: {
        description: "What a system said about a duty: that it deleted data of one class, or why it did not. It names no person. The hub records the word of the system; it could not see the data itself.",
        type: "object",
        additionalProperties: false,
        required: ["schemaVersion", "receiptId", "controller", "contact", "duty", "record", "ledger"],
        properties: {
          schemaVersion: { $ref: "#/$defs/schemaVersion" },
          receiptId: { $ref: "#/$defs/receiptId" },
          controller: { $ref: "#/$defs/controller" },
          contact: { $ref: "#/$defs/contact" },
          duty: {
            description: "What the record means. All of it but name follows from the record.",
            type: "object",
            additionalProperties: false,
            required: ["class", "by", "begins", "due", "outcome"],
            properties: {
              class: { description: "The class of data; the same as record.class.", $ref: "#/$defs/id" },
              name: { description: "Name of the class in the default language of the site, as its notice says it. Not sealed.", $ref: "#/$defs/words" },
              by: { description: "The system that holds the data and says what became of it; the same as record.by.", $ref: "#/$defs/id" },
              begins: { description: "When the promised period began; the same as record.begins.", $ref: "#/$defs/time" },
              due: { description: "By when it was promised to be done; the same as record.due.", $ref: "#/$defs/time" },
              outcome: { description: "The same as record.outcome. kept: done, and record.at is not after record.due. late: done after record.due.", $ref: "#/$defs/outcome" },
              done: { description: "When the system said that it was done; the same as record.at. Absent if it refused.", $ref: "#/$defs/time" }
            }
          },
          record: { $ref: "#/$defs/dutyRecord" },
          ledger: { $ref: "#/$defs/ledger" }
        }
      },
      schemaVersion: { description: "This version of the format.", const: "consenthub/receipt/v1" },
      receiptId: {
        description: "Which receipt this is, unique in the world: ledger.origin, a slash, ledger.leafIndex. The record has an id of its own.",
        type: "string",
        pattern: "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+/(0|[1-9][0-9]{0,15})$"
      },
      controller: {
        description: "Who is responsible (GDPR Art. 4(7), 13(1)(a)), as the sealed notice names them.",
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: {
          name: { description: "Legal name.", $ref: "#/$defs/words" },
          address: { description: "Postal address without the country.", $ref: "#/$defs/words" },
          country: { description: "Country of establishment, ISO 3166-1 alpha-2.", $ref: "#/$defs/country" },
          email: { description: "Address for general questions.", $ref: "#/$defs/words" },
          phone: { description: "Telephone number in international form.", $ref: "#/$defs/words" },
          website: { description: "Home page of the controller.", $ref: "#/$defs/url" }
        }
      },
      contact: {
        description: "Whom to ask about privacy: the data protection officer or the privacy office (GDPR Art. 13(1)(b)), as the sealed notice names them.",
        type: "object",
        additionalProperties: false,
        anyOf: [{ required: ["email"] }, { required: ["address"] }, { required: ["url"] }],
        properties: {
          name: { description: "Person or office.", $ref: "#/$defs/words" },
          email: { description: "E-mail address.", $ref: "#/$defs/words" },
          address: { description: "Postal address.", $ref: "#/$defs/words" },
          url: { description: "Contact page.", $ref: "#/$defs/url" }
        }
      },
      notice: {
        description: "The privacy notice in the language and for the region shown, word for word, as GET …/notices/{version} answers it. record.noticeHash seals it. Later releases may add members to notices; those named here stay.",
        type: "object",
        required: ["site", "version", "lang", "dir", "region", "model", "categories", "reask", "controller", "privacyContact"],
        properties: {
          site: { description: "The same as record.site.", $ref: "#/$defs/site" },
          version: { description: "The same as record.notice.", type: "integer", minimum: 1 },
          lang: { description: "The same as record.lang.", $ref: "#/$defs/lang" },
          dir: { description: "Writing direction.", enum: ["ltr", "rtl"] },
          region: { description: "The same as record.regionShown.", $ref: "#/$defs/region" },
          model: { description: "The same as record.model.", $ref: "#/$defs/model" },
          categories: { type: "array", minItems: 1, maxItems: 64, items: { $ref: "#/$defs/noticeCategory" } },
          reask: { description: "How many seconds a choice stands that grants something optional, and one that grants nothing.", type: "object", required: ["granted", "refused"], properties: { granted: { type: "integer", minimum: 0, maximum: 9007199254740991 }, refused: { type: "integer", minimum: 0, maximum: 9007199254740991 } } },
          controller: { $ref: "#/$defs/controller" },
          privacyContact: { $ref: "#/$defs/contact" }
        }
      },
      noticeCategory: {
        description: "A category as it was shown. Later releases may add members.",
        type: "object",
        required: ["id", "name", "description", "required", "basis", "services"],
        properties: {
          id: { $ref: "#/$defs/id" },
          name: { $ref: "#/$defs/words" },
          description: { $ref: "#/$defs/words" },
          required: { description: "Always on.", type: "boolean" },
          basis: { description: "Legal basis (GDPR Art. 6(1)).", $ref: "#/$defs/basis" },
          services: { type: "array", items: { $ref: "#/$defs/noticeService" } }
        }
      },
      processing: {
        description: "One category as it was asked and answered. All of it follows from record and notice.",
        type: "object",
        additionalProperties: false,
        required: ["purpose", "lawfulBasis", "required", "granted", "services"],
        properties: {
          purpose: {
            description: "What for, in the words shown.",
            type: "object",
            additionalProperties: false,
            required: ["id", "name", "description"],
            properties: {
              id: { description: "Id of the category.", $ref: "#/$defs/id" },
              name: { description: "Name of the category.", $ref: "#/$defs/words" },
              description: { description: "Its description.", $ref: "#/$defs/words" },
              type: {
                description: "The nearest purpose of DPV. Only the four usual categories have one: auth, preferences, analytics, marketing.",
                enum: ["https://w3id.org/dpv#RequestedServiceProvision", "https://w3id.org/dpv#ServicePersonalisation", "https://w3id.org/dpv#ServiceUsageAnalytics", "https://w3id.org/dpv#Marketing"]
              }
            }
          },
          lawfulBasis: {
            description: "The legal basis that the notice states (GDPR Art. 6(1)), as DPV calls it.",
            enum: ["https://w3id.org/dpv#Consent", "https://w3id.org/dpv#Contract", "https://w3id.org/dpv#LegalObligation", "https://w3id.org/dpv#VitalInterest", "https://w3id.org/dpv#PublicInterest", "https://w3id.org/dpv#LegitimateInterest"]
          },
          required: { description: "Always on: nobody was asked to consent to it.", type: "boolean" },
          granted: { description: "Whether the category is allowed; the same as record.choices.", type: "boolean" },
          state: {
            description: "The same in DPV's words, for an optional category: consent given, renewed, refused or withdrawn, or a legitimate interest objected to or not. ConsentWithdrawn is said of the action withdraw; a category that was switched off by saving counts as ConsentRefused, and record.previous leads to what was allowed before.",
            enum: [
              "https://w3id.org/dpv#ConsentGiven",
              "https://w3id.org/dpv#RenewedConsentGiven",
              "https://w3id.org/dpv#ConsentRefused",
              "https://w3id.org/dpv#ConsentWithdrawn",
              "https://w3id.org/dpv#LegitimateInterestNotObjected",
              "https://w3id.org/dpv#LegitimateInterestObjected"
            ]
          },
          services: { description: "Who receives data under this category, and what each keeps in the browser.", type: "array", items: { $ref: "#/$defs/service" } }
        }
      },
      noticeService: {
        description: "A service as the notice describes it. Later releases may add members.",
        type: "object",
        required: ["id", "name", "provider", "purpose", "hosts", "cookies"],
        properties: {
          id: { $ref: "#/$defs/id" },
          name: { $ref: "#/$defs/words" },
          provider: { description: "The recipient: the company that receives the data (GDPR Art. 13(1)(e)).", $ref: "#/$defs/words" },
          purpose: { description: "What it does, in the words shown.", $ref: "#/$defs/words" },
          policyUrl: { description: "Privacy policy of the provider.", $ref: "#/$defs/url" },
          hosts: { description: "Hosts it loads from or sends to.", type: "array", items: { type: "string" } },
          cookies: {
            description: "The data that it keeps in the browser.",
            type: "array",
            items: {
              type: "object",
              required: ["name", "kind"],
              properties: {
                name: { description: "Name of the cookie, key or database, or address of the pixel.", $ref: "#/$defs/words" },
                kind: { enum: ["cookie", "local_storage", "session_storage", "indexed_db", "cache", "pixel"] },
                domain: { description: "Domain of the cookie, where it is not the host of the page.", type: "string" },
                duration: { description: "How long it is kept, ISO 8601; PT0S: until the browser is closed.", $ref: "#/$defs/period" }
              }
            }
          },
          transfers: {
            description: "Third countries that receive data, and what protects it there (GDPR Art. 13(1)(f), 44 to 49).",
            type: "array",
            items: { type: "object", required: ["country", "safeguard"], properties: { country: { $ref: "#/$defs/country" }, safeguard: { enum: ["adequacy", "scc", "bcr", "dpf", "derogation"] } } }
          }
        }
      },
      service: {
        description: "A service as the notice describes it, and whether it is allowed.",
        $ref: "#/$defs/noticeService",
        type: "object",
        required: ["granted"],
        properties: {
          granted: { description: "Whether this service is allowed: as record.services says, else as its category.", type: "boolean" }
        }
      },
      retention: {
        description: "One class of data: kept for a period, or while a state lasts.",
        type: "object",
        additionalProperties: false,
        required: ["id", "name"],
        oneOf: [{ required: ["period"] }, { required: ["while"] }],
        properties: {
          id: { $ref: "#/$defs/id" },
          name: { description: "Name of the class, in the language of the notice.", $ref: "#/$defs/words" },
          period: { description: "How long it is kept, ISO 8601.", $ref: "#/$defs/period" },
          after: { description: "The event after which the period begins; absent: the data's collection.", $ref: "#/$defs/retentionEvent" },
          while: { description: "Kept while this lasts, such as account_active.", $ref: "#/$defs/id" },
          basis: { description: "Legal basis for keeping it.", $ref: "#/$defs/basis" }
        }
      },
      event: {
        description: "An event of ISO/IEC TS 27560. All of it follows from record and notice.",
        type: "object",
        additionalProperties: false,
        required: ["time", "validUntil", "entity", "state"],
        properties: {
          time: { description: "When the choice was made; the same as record.decidedAt.", $ref: "#/$defs/time" },
          validUntil: { description: "How long it stands: record.decidedAt and the time that notice.reask gives it. A material change of the notice, or a later choice, ends it sooner.", $ref: "#/$defs/time" },
          entity: { description: "Who acted: the person (also through a browser signal), a guardian for them, or the controller, who renewed or imported the record.", enum: ["principal", "guardian", "controller"] },
          type: { description: "How consent was expressed: by an act of the person or their guardian, never by silence. Absent where nobody was asked for consent: a browser signal, a renewal, an import.", const: "https://w3id.org/dpv#ExpressedConsent" },
          state: {
            description: "The choice as a whole: given if anything optional was allowed.",
            enum: ["https://w3id.org/dpv#ConsentGiven", "https://w3id.org/dpv#RenewedConsentGiven", "https://w3id.org/dpv#ConsentRefused", "https://w3id.org/dpv#ConsentWithdrawn"]
          }
        }
      },
      consentRecord: {
        description: "The sealed record of a choice, version 1. docs/data-dictionary.md has the same columns for the analyst. Absent values are left out.",
        type: "object",
        additionalProperties: false,
        required: ["v", "type", "recordId", "recordedAt", "decidedAt", "site", "visitor", "notice", "noticeHash", "lang", "regionShown", "regionSeen", "model", "banner", "action", "source", "gpcShown", "gpcSeen", "choices", "services"],
        properties: {
          v: { description: "Version of the record.", const: 1 },
          type: { const: "consent" },
          recordId: { description: "Id of the record, a UUID made in the browser.", $ref: "#/$defs/uuid" },
          recordedAt: { description: "When the server stored it.", $ref: "#/$defs/time" },
          decidedAt: { description: "When the visitor decided: recordedAt less the time that the browser kept the choice before it could send it.", $ref: "#/$defs/time" },
          site: { description: "Key of the site; the last part of ledger.origin before a possible r1, r2, ….", $ref: "#/$defs/site" },
          visitor: { description: "Pseudonym of the browser at this site. It authorises nothing.", $ref: "#/$defs/visitor" },
          notice: { description: "Version of the notice that was shown.", type: "integer", minimum: 1 },
          noticeHash: { description: "SHA-256 of notice in canonical JSON (RFC 8785), base64url without padding.", type: "string", pattern: "^[A-Za-z0-9_-]{43}$" },
          lang: { description: "Language that was shown, BCP 47.", $ref: "#/$defs/lang" },
          regionShown: { description: "Region that the notice was made for; ZZ is unknown, * any.", $ref: "#/$defs/region" },
          regionSeen: { description: "Region that the server saw when the choice arrived.", $ref: "#/$defs/region" },
          model: { description: "Consent model that was applied.", $ref: "#/$defs/model" },
          banner: { description: "Which build of the banner or page asked: the first 16 hex digits of the SHA-256 of its code.", type: "string", pattern: "^[0-9a-f]{16}$" },
          action: { description: "What the visitor, or somebody for them, did.", enum: ["accept_all", "reject_all", "save", "withdraw", "object", "gpc", "guardian", "renew", "import"] },
          source: { description: "Where: banner, preference centre, placeholder of held content, an application, the page without JavaScript, a browser signal.", enum: ["banner", "preferences", "placeholder", "api", "nojs", "signal"] },
          gpcShown: { description: "Whether the page saw Global Privacy Control.", type: "boolean" },
          gpcSeen: { description: "Whether the request carried Sec-GPC: 1.", type: "boolean" },
          previous: { description: "The choice made before in the same browser.", $ref: "#/$defs/uuid" },
          page: { description: "Path of the page on which it was made, where the site asks for it.", type: "string", maxLength: 256, pattern: "^/[^?#]*$" },
          apiKey: { description: "Id of the API key of the caller who recorded it for the visitor; absent where the visitor's own browser or app sent it.", type: "integer", minimum: 1, maximum: 9007199254740991 },
          choices: { description: "Every category of the notice: allowed or not.", $ref: "#/$defs/choices" },
          services: { description: "Services that differ from their category, allowed or not.", $ref: "#/$defs/choices" }
        }
      },
      removalRecord: {
        description: "The sealed record of an erasure, version 1. It names positions in the log only.",
        type: "object",
        additionalProperties: false,
        required: ["v", "type", "site", "at", "reason", "leaves"],
        properties: {
          v: { description: "Version of the record.", const: 1 },
          type: { const: "removal" },
          site: { description: "Key of the site.", $ref: "#/$defs/site" },
          at: { description: "When the records were erased.", $ref: "#/$defs/time" },
          reason: { description: "Who asked: the visitor, an administrator on request, or the end of the retention period.", enum: ["visitor_request", "admin_request", "retention"] },
          leaves: { description: "Positions in the log whose records are gone.", type: "array", minItems: 1, uniqueItems: true, items: { type: "integer", minimum: 0, maximum: 9007199254740991 } }
        }
      },
      dutyRecord: {
        description: "The sealed record of a statement about a duty, version 1. Absent values are left out.",
        type: "object",
        additionalProperties: false,
        required: ["v", "type", "site", "at", "class", "notice", "begins", "due", "by", "outcome"],
        properties: {
          v: { description: "Version of the record.", const: 1 },
          type: { const: "duty" },
          site: { description: "Key of the site.", $ref: "#/$defs/site" },
          at: { description: "When the hub received the statement.", $ref: "#/$defs/time" },
          class: { description: "The class of data, as the site's notice names it; request_ and a type for the answer to a privacy request.", $ref: "#/$defs/id" },
          notice: { description: "Version of the notice whose promise it is.", type: "integer", minimum: 1, maximum: 9007199254740991 },
          begins: { description: "When the promised period began: the time of the event. Without after, the data was collected before this time.", $ref: "#/$defs/time" },
          due: { description: "By when it was promised to be done.", $ref: "#/$defs/time" },
          by: { description: "The system that holds the data; site for the people who answer privacy requests.", $ref: "#/$defs/id" },
          outcome: { description: "What the system said: done in time, done late, or refused.", $ref: "#/$defs/outcome" },
          after: { description: "The event that began the period. Absent: the duty recurs each day and concerns everybody's data.", $ref: "#/$defs/dutyEvent" },
          count: { description: "How many items the system deleted, if it says so.", type: "integer", minimum: 0, maximum: 9007199254740991 },
          evidence: { description: "Where the system's own proof is, such as the number of a job.", $ref: "#/$defs/words" },
          reason: { description: "Why the system refuses.", $ref: "#/$defs/words" }
        }
      },
      outcome: { enum: ["kept", "late", "refused"] },
      retentionEvent: { enum: ["account_closed", "last_activity", "deletion_request", "withdrawal", "case_closed", "service_ended", "choice_ended"] },
      dutyEvent: { enum: ["account_closed", "last_activity", "deletion_request", "withdrawal", "case_closed", "service_ended", "choice_ended", "request_received"] },
      ledger: {
        description: "The proof that the record stands in the site's log: an RFC 6962 Merkle tree. The leaf hash is SHA-256 of a zero byte, salt, and record in canonical JSON (RFC 8785).",
        type: "object",
        additionalProperties: false,
        required: ["origin", "salt", "leafIndex", "keys", "proof"],
        properties: {
          origin: { description: "Name of the log: the public address without scheme, /ledger/, the key of the site, and /r1, /r2, … after a restore.", type: "string", pattern: "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff+]+/ledger/[a-z][a-z0-9-]{0,31}(/r[1-9][0-9]{0,8})?$" },
          salt: { description: "16 random bytes, base64 (RFC 4648 section 4). Erasing the record destroys the hub's copy.", type: "string", pattern: "^[A-Za-z0-9+/]{21}[AQgw]==$" },
          leafIndex: { description: "Position in the log, 0 and up.", type: "integer", minimum: 0, maximum: 9007199254740991 },
          keys: {
            description: "Public keys of the log, as C2SP signed-note verifier keys of type 0x02 (ECDSA P-256). They came with the receipt: compare them with https://{origin}/key.",
            type: "array",
            minItems: 1,
            uniqueItems: true,
            items: { type: "string", pattern: "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff+]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]+={0,2}$" }
          },
          proof: { description: "The text of a .tlog-proof file (https://c2sp.org/tlog-proof@v1): position, path to the root, and the checkpoint signed by the log.", type: "string", pattern: "^c2sp\\.org/tlog-proof@v1\\n" }
        }
      },
      choices: { type: "object", propertyNames: { $ref: "#/$defs/id" }, additionalProperties: { type: "boolean" } },
      words: { type: "string", minLength: 1 },
      id: { type: "string", pattern: "^[a-z][a-z0-9_]{0,31}$" },
      site: { type: "string", pattern: "^[a-z][a-z0-9-]{0,31}$" },
      visitor: { type: "string", pattern: "^v1[A-Za-z0-9_-]{21}[AQgw]$" },
      uuid: { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" },
      time: { description: "UTC, RFC 3339, exactly three decimals.", type: "string", format: "date-time", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$" },
      period: { type: "string", pattern: "^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$" },
      country: { type: "string", pattern: "^[A-Z]{2}$" },
      region: { type: "string", pattern: "^(\\*|[A-Z]{2}(-[A-Z0-9]{1,3})?)$" },
      lang: { type: "string", pattern: "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$" },
      model: { enum: ["opt_in", "opt_out", "notice_only"] },
      basis: { enum: ["consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"] },
      url: { type: "string", pattern: "^https?://[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$" }
    }
  };

  // src/verify/schema.ts
  var remarks = ["$schema", "$id", "$defs", "title", "description"];
  var schemaFault = (root, definition, document2) => fault(root, named(root, definition), document2, "");
  var named = (root, definition) => member(member(root, "$defs"), definition);
  function fault(root, schema, value, path) {
    return first(Object.entries(schema).filter(([keyword]) => !remarks.includes(keyword)), ([keyword, rule]) => keywordFault(root, schema, keyword, rule, value, path));
  }
  function keywordFault(root, schema, keyword, rule, value, path) {
    const unless = (holds, what) => holds ? void 0 : `${path || "the document"} ${what}`;
    const passing = () => rule.filter((one) => fault(root, one, value, "") === void 0).length;
    const members = isObject(value) ? Object.entries(value) : [];
    const items = Array.isArray(value) ? value : void 0;
    const text = typeof value === "string" ? value : void 0;
    switch (keyword) {
      case "$ref":
        return fault(root, named(root, rule.slice("#/$defs/".length)), value, path);
      case "oneOf":
        return unless(passing() === 1, "does not have exactly one of the allowed forms");
      case "anyOf":
        return unless(passing() > 0, "has none of the allowed forms");
      case "type":
        return unless(isOfType(value, rule), `is not of type ${rule}`);
      case "const":
        return unless(areSame(rule, value), `is not ${JSON.stringify(rule)}`);
      case "enum":
        return unless(rule.some((one) => areSame(one, value)), "is none of the allowed values");
      case "pattern":
        return unless(text === void 0 || new RegExp(rule).test(text), `does not match ${rule}`);
      case "format":
        return unless(text === void 0 || isTime(rule, text), "is no time of the calendar");
      case "minLength":
        return unless(text === void 0 || [...text].length >= rule, "is too short");
      case "maxLength":
        return unless(text === void 0 || [...text].length <= rule, "is too long");
      case "minimum":
        return unless(typeof value !== "number" || value >= rule, "is too small");
      case "maximum":
        return unless(typeof value !== "number" || value <= rule, "is too large");
      case "required":
        return isObject(value) ? first(rule, (name) => Object.hasOwn(value, name) ? void 0 : `${join(path, name)} is missing`) : void 0;
      case "properties":
        return first(members, ([name, item]) => Object.hasOwn(rule, name) ? fault(root, rule[name], item, join(path, name)) : void 0);
      case "propertyNames":
        return first(members, ([name]) => fault(root, rule, name, join(path, name)));
      case "additionalProperties":
        return first(members, ([name, item]) => member(member(schema, "properties"), name) !== void 0 ? void 0 : isObject(rule) ? fault(root, rule, item, join(path, name)) : rule ? void 0 : `${join(path, name)} is not known`);
      case "items":
        return items && first(items.map((item, i) => [item, i]), ([item, i]) => fault(root, rule, item, `${path}[${i}]`));
      case "minItems":
        return unless(!items || items.length >= rule, "has too few items");
      case "maxItems":
        return unless(!items || items.length <= rule, "has too many items");
      case "uniqueItems":
        return unless(!items || new Set(items.map((item) => JSON.stringify(item))).size === items.length, "has an item twice");
      default:
        throw new Error(`The schema uses ${keyword}, which is not known here.`);
    }
  }
  function isOfType(value, type) {
    switch (type) {
      case "object":
        return isObject(value);
      case "array":
        return Array.isArray(value);
      case "integer":
        return Number.isSafeInteger(value);
      case "string":
      case "boolean":
        return typeof value === type;
      default:
        throw new Error(`The schema uses the type ${type}, which is not known here.`);
    }
  }
  var areSame = (rule, value) => JSON.stringify(rule) === JSON.stringify(value);
  function isTime(format2, text) {
    if (format2 !== "date-time") throw new Error(`The schema uses the format ${format2}, which is not known here.`);
    const time2 = new Date(text);
    return !Number.isNaN(time2.getTime()) && time2.getUTCFullYear() >= 1 && time2.toISOString() === text;
  }
  var join = (path, name) => path ? `${path}.${name}` : name;
  function first(items, find2) {
    for (const item of items) {
      const found = find2(item);
      if (found !== void 0) return found;
    }
    return void 0;
  }

  // src/verify/strictJson.ts
  var maxBytes2 = 8 * 1024 * 1024;
  var maxDepth = 64;
  function parseStrictJson(text) {
    if (text.length > maxBytes2 || new TextEncoder().encode(text).length > maxBytes2) refuse(`is longer than ${maxBytes2 / 1024 / 1024} MiB`);
    if (text.startsWith("\uFEFF")) refuse("begins with a byte order mark; save it as UTF-8 without one");
    if (/\p{Surrogate}/u.test(text)) refuse("is not UTF-8");
    const tokens = checkDepth(text);
    const value = parse(text);
    checkTokens(tokens);
    return value;
  }
  function textOfBytes(bytes) {
    if (bytes.byteLength > maxBytes2) refuse(`is longer than ${maxBytes2 / 1024 / 1024} MiB`);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return refuse("is not UTF-8");
    }
  }
  var isContainer = (token) => token === "{" || token === "[";
  function checkDepth(text) {
    const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:]|-?[0-9][0-9.eE+-]*/g) ?? [];
    let depth = 0;
    for (const token of tokens) {
      if (isContainer(token) && ++depth > maxDepth) refuse(`is no JSON, or nested deeper than ${maxDepth} levels`);
      if (token === "}" || token === "]") depth--;
    }
    return tokens;
  }
  function parse(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return refuse(`is no JSON: ${error.message}`);
    }
  }
  function checkTokens(tokens) {
    const open = [];
    let last = "";
    for (const token of tokens) {
      if (isContainer(token)) open.push(token === "{" ? /* @__PURE__ */ new Set() : void 0);
      else if (token === "}" || token === "]") open.pop();
      else if (token === ":") {
        const names3 = open.at(-1);
        if (names3.has(last)) refuse(`names ${JSON.stringify(last)} twice in one object`);
        names3.add(last);
      } else if (token.startsWith('"')) {
        last = JSON.parse(token);
        if (/\p{Surrogate}/u.test(last)) refuse("has text with half a surrogate pair");
      } else if (!Number.isSafeInteger(Number(token)) || String(Number(token)) !== token) refuse(`has the number ${token.slice(0, 40)}, which is not a whole number up to 2^53 - 1 in plain digits`);
    }
  }
  function refuse(reason) {
    throw new SyntaxError(reason);
  }

  // src/verify/readReceipt.ts
  var definitions = { consent: "consentReceipt", removal: "erasureStatement", duty: "dutyStatement" };
  function readReceipt(text) {
    const receipt2 = read(text);
    if (!isObject(receipt2)) throw new NoReceipt("This is no receipt: the file holds no JSON object.");
    const kind = kindOf(receipt2);
    const fault2 = schemaFault(receipt_1_default, definitions[kind], receipt2);
    if (fault2) throw new NoReceipt(`This is not a receipt of version 1, as its schema says: ${fault2}.`);
    const [record, ledger, notice] = ["record", "ledger", "notice"].map((name) => member(receipt2, name));
    return { kind, receipt: receipt2, record, ledger, ...notice ? { notice } : {} };
  }
  function kindOf(receipt2) {
    const type = member(member(receipt2, "record"), "type");
    return type === "removal" || type === "duty" ? type : "consent";
  }
  function read(text) {
    try {
      return parseStrictJson(text);
    } catch (error) {
      throw new NoReceipt(`This is no receipt: the file ${error.message}.`);
    }
  }

  // src/verify/verifyReceipt.ts
  async function verifyReceipt(text, { proof: proof2, keys: keys2 = "" } = {}) {
    const parts = readReceipt(text);
    const given = await readKeys(keys2);
    const known = given.length > 0 ? given : await keysOf(parts.ledger);
    const { checks, signer } = await checkProof(parts, proof2 ?? textOf(member(parts.ledger, "proof")) ?? "", known);
    return {
      kind: parts.kind,
      checks: [...checks, ...parts.kind === "consent" ? [await checkNotice(parts)] : [], checkRest(parts)],
      ...signer ? { key: signer.text } : {},
      keySource: given.length > 0 ? "user" : "receipt",
      origin: textOf(member(parts.ledger, "origin")) ?? "",
      receipt: parts.receipt,
      record: parts.record,
      ...parts.notice ? { notice: parts.notice } : {}
    };
  }
  async function checkProof(parts, text, keys2) {
    const proof2 = parseTlogProof(text);
    if (!proof2) return { checks: ["record", "position", "signature"].map((name) => fails(name, "The proof can’t be read: it is not the text of a tlog-proof.")) };
    const signer = await findSigner(proof2, keys2);
    return { checks: [await checkRecord(parts, proof2), checkPosition(parts, proof2), checkSignature(keys2, signer, proof2)], signer };
  }

  // src/verify/page/dom.ts
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children.filter((child) => child !== void 0));
    return made;
  }
  function link(address, words = address) {
    const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    return isWeb ? element("a", { href: address, rel: "noopener noreferrer" }, words) : words;
  }
  var facts = (...rows) => element("dl", {}, ...rows.filter(([, value]) => value !== void 0 && value !== "").map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));

  // src/verify/page/partiesView.ts
  function partiesView(controller, contact) {
    const who = (name) => textOf(member(controller, name)) ?? "";
    const ask = (name) => textOf(member(contact, name)) ?? "";
    return element(
      "section",
      { class: "card", "aria-labelledby": "parties" },
      element("h2", { id: "parties" }, "Who is responsible"),
      facts(
        ["Controller", who("name")],
        ["Address", [who("address"), who("country")].filter(Boolean).join(", ")],
        ["E-mail", who("email")],
        ["Telephone", who("phone")],
        ["Website", link(who("website"))],
        ["Privacy contact", [ask("name"), ask("email"), ask("address")].filter(Boolean).join(", ")],
        ["Contact page", link(ask("url"))]
      )
    );
  }

  // src/verify/page/words.ts
  var meanings = {
    accept_all: "accepted all",
    reject_all: "rejected all",
    save: "chose by category",
    withdraw: "withdrew everything",
    object: "objected",
    gpc: "Global Privacy Control",
    guardian: "a guardian decided",
    renew: "renewed by the website",
    import: "taken over from another system",
    banner: "in the banner",
    preferences: "in the privacy settings",
    placeholder: "at content that was held back",
    api: "in an application",
    nojs: "on the page without JavaScript",
    signal: "by a browser signal",
    opt_in: "off until allowed",
    opt_out: "on until refused",
    notice_only: "told, not asked",
    kept: "done in time",
    late: "done, but late",
    refused: "refused",
    account_closed: "the account was closed",
    last_activity: "of the last activity",
    deletion_request: "the person asked for the deletion",
    withdrawal: "the person withdrew consent or objected",
    case_closed: "the case was closed",
    service_ended: "the service ended",
    choice_ended: "the choice no longer stood",
    request_received: "the request arrived",
    visitor_request: "the visitor asked",
    admin_request: "an administrator, on request",
    retention: "the retention period ended"
  };
  var meaning = (word) => Object.hasOwn(meanings, word) ? meanings[word] : word;
  var format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });
  function time(text) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? text : `${format.format(at)} UTC`;
  }
  var units = { Y: "year", M: "month", W: "week", D: "day", h: "hour", m: "minute", s: "second" };
  function period(text) {
    const [, date, , clock = ""] = /^P((?:\d+[YMWD])*)(T((?:\d+[HMS])+))?$/.exec(text) ?? [];
    const parts = [...`${date ?? ""}${clock.toLowerCase()}`.matchAll(/(\d+)(.)/g)].map(([, number, unit]) => count(Number(number), units[unit]));
    return parts.length === 0 ? text : parts.join(" ");
  }
  var count = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;

  // src/verify/page/statedView.ts
  function statedView(receipt2) {
    const places = member(receipt2, "storageLocations");
    const retention = objectsOf(member(receipt2, "retention")).map((kept) => element("li", {}, `${textOf(member(kept, "name")) ?? ""}: ${howLong(kept)}`));
    const withdrawal = textOf(member(receipt2, "withdrawal"));
    if (!Array.isArray(places) && retention.length === 0 && withdrawal === void 0) return [];
    return [element(
      "section",
      { class: "card", "aria-labelledby": "stated" },
      element("h2", { id: "stated" }, "Said by the website, not sealed"),
      facts(
        ["Change or withdraw at", withdrawal === void 0 ? void 0 : link(withdrawal)],
        ["Records are stored in", Array.isArray(places) ? places.join(", ") : void 0],
        ["Data is kept", retention.length === 0 ? void 0 : element("ul", {}, ...retention)]
      )
    )];
  }
  function howLong(kept) {
    const span = textOf(member(kept, "period"));
    return span === void 0 ? `while ${(textOf(member(kept, "while")) ?? "").replace(/_/g, " ")}` : period(span);
  }

  // src/verify/page/consentView.ts
  function consentView(receipt2, record, notice) {
    const say = (name) => textOf(member(record, name));
    const language = { lang: textOf(member(notice, "lang")) ?? "", dir: textOf(member(notice, "dir")) ?? "ltr" };
    return [
      element(
        "section",
        { class: "card", "aria-labelledby": "choice" },
        element("h2", { id: "choice" }, "What was chosen"),
        element("ul", { class: "choices", ...language }, ...objectsOf(member(notice, "categories")).map((category) => categoryItem(record, category)))
      ),
      element(
        "section",
        { class: "card", "aria-labelledby": "record" },
        element("h2", { id: "record" }, "The record"),
        facts(
          ["Decided", moment(say("decidedAt"))],
          ["Valid until", moment(textOf(member(objectsOf(member(receipt2, "events"))[0], "validUntil")))],
          ["Stored", moment(say("recordedAt"))],
          ["How", `${meaning(say("action") ?? "")}, ${meaning(say("source") ?? "")}`],
          ["Notice", `version ${String(member(record, "notice"))}, language ${say("lang") ?? ""}, region ${say("regionShown") ?? ""} (${meaning(say("model") ?? "")})`],
          ["Region seen by the server", say("regionSeen")],
          ["Global Privacy Control", signal(record)],
          ["Page", say("page")],
          ["Visitor", code(say("visitor"))],
          ["Record", code(say("recordId"))],
          ["Choice before", code(say("previous"))],
          ["Build of the banner", code(say("banner"))]
        )
      ),
      partiesView(member(notice, "controller"), member(notice, "privacyContact")),
      ...statedView(receipt2)
    ];
  }
  function categoryItem(record, category) {
    const granted = isGranted(record, textOf(member(category, "id")) ?? "");
    const services = objectsOf(member(category, "services"));
    return element(
      "li",
      {},
      element("div", { class: "choice" }, element("strong", {}, textOf(member(category, "name")) ?? ""), answer(member(category, "required") === true ? "Always on" : granted ? "Allowed" : "Not allowed", granted)),
      element("p", { class: "small" }, textOf(member(category, "description")) ?? ""),
      services.length === 0 ? void 0 : element("ul", { class: "services" }, ...services.map((service) => serviceItem(record, service, granted)))
    );
  }
  function serviceItem(record, service, category) {
    const granted = isServiceGranted(record, textOf(member(service, "id")) ?? "", category);
    return element(
      "li",
      { class: "choice" },
      element("span", {}, `${textOf(member(service, "name")) ?? ""} · ${textOf(member(service, "provider")) ?? ""}`),
      granted === category ? void 0 : answer(granted ? "Allowed" : "Not allowed", granted)
    );
  }
  var answer = (words, granted) => element("span", { class: granted ? "answer yes" : "answer", lang: "en", dir: "ltr" }, words);
  function signal(record) {
    const sent = (name) => member(record, name);
    return sent("gpcShown") === true ? "sent by the browser" : sent("gpcSeen") === true ? "sent with the request" : "not sent";
  }
  var moment = (text) => text === void 0 ? void 0 : element("time", { datetime: text }, time(text));
  var code = (text) => text === void 0 ? void 0 : element("code", {}, text);

  // src/verify/page/dutyView.ts
  function dutyView(receipt2, record) {
    const say = (name) => textOf(member(record, name)) ?? "";
    const items = member(record, "count");
    return [
      element(
        "section",
        { class: "card", "aria-labelledby": "duty" },
        element("h2", { id: "duty" }, "What was to be done"),
        facts(
          ["Task", `Delete data of the class ${className(receipt2, record)}`],
          ["System", say("by")],
          ["Site", say("site")],
          ["Period began", member(record, "after") === void 0 ? void 0 : moment2(say("begins"), `, because ${meaning(say("after"))}`)],
          ["Data collected before", member(record, "after") === void 0 ? moment2(say("begins")) : void 0],
          ["Due", moment2(say("due"))],
          ["Promised by", `version ${String(member(record, "notice"))} of the notice`]
        )
      ),
      element(
        "section",
        { class: "card", "aria-labelledby": "outcome" },
        element("h2", { id: "outcome" }, "What the system said"),
        facts(
          ["Outcome", meaning(say("outcome"))],
          ["Said", moment2(say("at"))],
          ["Deleted", typeof items === "number" ? count(items, "item") : void 0],
          ["Its own proof", say("evidence")],
          ["Reason", say("reason")]
        ),
        element("p", { class: "small" }, `The hub records the word of the system ${say("by")}; it could not see the data itself.`)
      ),
      partiesView(member(receipt2, "controller"), member(receipt2, "contact"))
    ];
  }
  function className(receipt2, record) {
    const name = textOf(member(member(receipt2, "duty"), "name"));
    return `${textOf(member(record, "class")) ?? ""}${name === void 0 ? "" : ` (“${name}”)`}`;
  }
  var moment2 = (text, more = "") => element("span", {}, element("time", { datetime: text }, time(text)), more);

  // src/verify/page/readFile.ts
  async function readFile(file) {
    try {
      return textOfBytes(await file.slice(0, maxBytes2 + 1).arrayBuffer());
    } catch (error) {
      throw new NoReceipt(`${file.name} is no receipt: it ${error.message}.`);
    }
  }

  // src/verify/page/removalView.ts
  var most = 50;
  function removalView(receipt2, record) {
    const at = textOf(member(record, "at")) ?? "";
    const erasure = member(receipt2, "erasure");
    const backups = textOf(member(erasure, "backupsKeptUntil"));
    return [
      element(
        "section",
        { class: "card", "aria-labelledby": "erased" },
        element("h2", { id: "erased" }, "What was erased"),
        facts(
          ["Erased", element("time", { datetime: at }, time(at))],
          ["Site", textOf(member(record, "site"))],
          ["Why", meaning(textOf(member(record, "reason")) ?? "")],
          ["Records", positions(member(record, "leaves"))]
        )
      ),
      element(
        "section",
        { class: "card", "aria-labelledby": "kept" },
        element("h2", { id: "kept" }, "What stays"),
        element(
          "ul",
          { class: "bullets" },
          element("li", {}, "Anonymous counts, which name nobody."),
          element("li", {}, "The positions in the log, without content. What the log holds there reveals nothing."),
          element("li", {}, `The random ids of the records, until ${time(textOf(member(erasure, "recordIdsKeptUntil")) ?? "")}, so that a late repetition brings none back.`),
          backups === void 0 ? void 0 : element("li", {}, `Backups made before may hold the records until ${time(backups)}. The website says so; it is not sealed.`)
        )
      ),
      partiesView(member(receipt2, "controller"), member(receipt2, "contact"))
    ];
  }
  function positions(leaves) {
    const all = Array.isArray(leaves) ? leaves.map(String) : [];
    const shown = all.slice(0, most).join(", ");
    return `${count(all.length, "record")}, at ${all.length === 1 ? "position" : "positions"} ${shown}${all.length > most ? ` and ${all.length - most} more` : ""}`;
  }

  // src/verify/page/verdictView.ts
  function verdictView(verdict) {
    const [look, title, words] = judgement(verdict);
    return element(
      "section",
      { class: `card verdict ${look}`, "aria-labelledby": "verdict" },
      element("h2", { id: "verdict" }, title),
      element("p", {}, words),
      element("ul", { class: "checks" }, ...verdict.checks.map(checkItem)),
      keyView(verdict)
    );
  }
  function judgement(verdict) {
    const what = verdict.kind === "consent" ? "receipt" : "statement";
    const failing = verdict.checks.filter((check2) => !check2.holds).length;
    if (!everythingHolds(verdict)) return ["bad", `This ${what} does not hold`, `${count(failing, "check")} of ${verdict.checks.length} failed. Do not rely on it.`];
    return verdict.keySource === "user" ? ["good", `This ${what} is genuine`, "Everything in it is as the website sealed it, by the key that you gave."] : ["open", "Nothing was changed since it was signed", "Who signed it is for you to find out, in one step: compare the key."];
  }
  var checkItem = ({ holds, words }) => element("li", { class: holds ? "holds" : "fails" }, element("span", { class: "sr" }, holds ? "Holds: " : "Fails: "), words);
  function keyView({ key, keySource, origin }) {
    if (!key) return void 0;
    return element(
      "div",
      { class: `key ${keySource}` },
      element("h3", {}, "The key"),
      keySource === "user" ? element("p", {}, "The one that you gave.") : element("p", {}, "This key came with the receipt, and a forger would bring one of their own: compare it with the one at ", published(origin), "."),
      element("code", {}, key)
    );
  }
  var published = (origin) => origin.startsWith("consenthub.invalid/") ? `${logOf(origin.slice(origin.indexOf("/ledger/")))}/key on the hub` : link(`https://${logOf(origin)}/key`);
  var logOf = (origin) => origin.replace(/\/r\d+$/, "");

  // src/verify/page/main.ts
  var find = (id) => document.getElementById(id);
  var form = find("given");
  var files = find("files");
  var pasted = find("pasted");
  var keys = find("keys");
  var status = find("status");
  var result = find("result");
  var receipt;
  var proof;
  var turn = 0;
  files.addEventListener("change", () => void take(files.files));
  pasted.addEventListener("paste", () => setTimeout(submit));
  keys.addEventListener("paste", () => setTimeout(submit));
  form.addEventListener("submit", (event2) => {
    event2.preventDefault();
    submit();
  });
  form.addEventListener("reset", () => {
    receipt = proof = void 0;
    result.replaceChildren();
    tell("Nothing given yet.");
  });
  document.addEventListener("dragover", (event2) => {
    event2.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event2) => {
    if (event2.relatedTarget === null) form.classList.remove("over");
  });
  document.addEventListener("drop", (event2) => {
    event2.preventDefault();
    form.classList.remove("over");
    void take(event2.dataTransfer?.files ?? null);
  });
  function submit() {
    const text = pasted.value.trim() === "" ? void 0 : pasted.value;
    if (text !== void 0) keep(text);
    void check();
  }
  async function take(list) {
    try {
      for (const file of list ?? []) keep(await readFile(file));
    } catch (error) {
      refuse2(error);
      return;
    }
    pasted.value = "";
    files.value = "";
    await check();
  }
  function keep(text) {
    if (isTlogProof(text)) proof = text;
    else receipt = text;
  }
  async function check() {
    const mine = ++turn;
    try {
      if (receipt === void 0) throw new NoReceipt(proof === void 0 ? "Nothing given yet." : "This proof names a position in a log, but not the record at it. Add the receipt that it belongs to.");
      if (!globalThis.crypto?.subtle) throw new NoReceipt("This browser does cryptography on safe addresses only. Open this page with https, or save it and open the copy.");
      const verdict = await verifyReceipt(receipt, { proof, keys: keys.value.trim() });
      if (mine === turn) show(verdict);
    } catch (error) {
      if (mine === turn) refuse2(error);
    }
  }
  function show(verdict) {
    const sound = everythingHolds(verdict);
    const caution = sound ? [] : [element("p", { class: "told warn" }, "What follows is what the file says. It is not proven.")];
    result.replaceChildren(verdictView(verdict), ...caution, ...view(verdict));
    tell(sound ? "Checked: everything fits together." : "Checked: it does not hold.", !sound);
    result.scrollIntoView({ block: "start" });
  }
  function view({ kind, receipt: document2, record, notice = {} }) {
    switch (kind) {
      case "consent":
        return consentView(document2, record, notice);
      case "removal":
        return removalView(document2, record);
      case "duty":
        return dutyView(document2, record);
      default:
        return kind;
    }
  }
  function refuse2(error) {
    result.replaceChildren();
    tell(error.message, true);
  }
  function tell(words, warn = false) {
    status.textContent = words;
    status.classList.toggle("warn", warn);
  }
})();
