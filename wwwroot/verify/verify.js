"use strict";
(() => {
  // src/verify/base64.ts
  function fromBase64(text) {
    const isOneWay = text.length % 4 === 0 && /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/.test(text);
    return isOneWay ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : void 0;
  }
  var toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  var toBase64Url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  // src/verify/checkpoint.ts
  function parseCheckpoint(text) {
    const [origin, size, hash, ...rest] = text.split("\n");
    const root = fromBase64(hash ?? "");
    return origin && size && isCount(size) && root?.length === 32 && rest.length > 0 && rest.at(-1) === "" && rest.slice(0, -1).every((line) => line !== "") ? { origin, size: BigInt(size), root } : void 0;
  }
  var isCount = (text) => /^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 2n ** 63n;

  // src/verify/signedNote.ts
  function parseSignedNote(note) {
    const at = note.lastIndexOf("\n\n");
    if (at < 0 || !note.endsWith("\n") || /[\0-\x09\x0b-\x1f\x7f]|\p{Surrogate}/u.test(note)) return void 0;
    const lines = note.slice(at + 2, -1).split("\n");
    const signatures = lines.map(parseSignature);
    return signatures.every((s) => s !== void 0) ? { text: note.slice(0, at + 1), signatures } : void 0;
  }
  function parseSignature(line) {
    const match = /^— ([^\s+]+) (\S+)$/u.exec(line);
    const bytes = match && fromBase64(match[2]);
    return match && bytes && bytes.length > 4 ? { name: match[1], keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : void 0;
  }

  // src/verify/tlogProof.ts
  var header = "c2sp.org/tlog-proof@v1\n";
  var highest = 64;
  var isTlogProof = (text) => text.startsWith(header);
  function parseTlogProof(text) {
    const at = text.indexOf("\n\n");
    if (!isTlogProof(text) || at < 0) return void 0;
    const lines = text.slice(header.length, at).split("\n");
    if (lines[0].startsWith("extra ") && fromBase64(lines.shift().slice("extra ".length)) === void 0) return void 0;
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
  var deepest = 64;
  function parseJson(text) {
    const value = JSON.parse(text);
    const repeated = findRepeatedName(text);
    if (repeated !== void 0) throw new SyntaxError(`the name ${repeated} stands twice in one object`);
    return value;
  }
  function findRepeatedName(text) {
    const open = [];
    let last = "";
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
      if (open.length > deepest) throw new SyntaxError("it is nested too deeply");
      if (token === "{") open.push(/* @__PURE__ */ new Set());
      else if (token === "[") open.push(void 0);
      else if (token === "}" || token === "]") open.pop();
      else if (token === ":") {
        const name = JSON.parse(last);
        const names2 = open.at(-1);
        if (names2.has(name)) return name;
        names2.add(name);
      } else last = token;
    }
    return void 0;
  }

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
  function derivedFrom(record, notice, ledger) {
    const receipt2 = {
      schemaVersion: "consenthub/receipt/v1",
      receiptId: `${textOf(member(ledger, "origin"))}/${String(member(ledger, "leafIndex"))}`
    };
    return notice ? { ...receipt2, ...ofConsent(record, notice) } : { ...receipt2, erasure: ofRemoval(record) };
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
  var stated = { consent: ["storageLocations", "retention", "withdrawal"], removal: ["controller", "contact"] };
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
    const expected = derivedFrom(record, kind === "consent" ? notice : void 0, ledger);
    const wrong = differences(expected, without(receipt2, elsewhere)).filter((path) => path !== "erasure.backups");
    return wrong.length === 0 ? passes("rest", "The rest of the file agrees with what was sealed.") : fails("rest", `The rest of the file says otherwise than what was sealed: ${wrong.slice(0, 5).join(", ")}${wrong.length > 5 ? " and more" : ""}.`);
  }
  var without = (value, names2) => Object.fromEntries(Object.entries(value).filter(([name]) => !names2.includes(name)));

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
  async function parseVerifierKey(text) {
    const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
    const bytes = match && fromBase64(match[3]);
    if (!match || !bytes || bytes[0] !== ecdsaP256) return void 0;
    const spki = bytes.slice(1);
    const keyId = (await sha256(spki)).slice(0, 4);
    if (!areEqual(keyId, Uint8Array.from(match[2].match(/../g), (pair) => parseInt(pair, 16)))) return void 0;
    try {
      const key = await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
      return { text, name: match[1], keyId, key };
    } catch {
      return void 0;
    }
  }
  async function isSignedBy(note, key) {
    for (const { name, keyId, signature } of note.signatures) {
      const raw = name === key.name && areEqual(keyId, key.keyId) ? fromDer(signature) : void 0;
      if (raw && await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.key, raw, utf8(note.text))) return true;
    }
    return false;
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
    return reason ? fails("position", reason) : passes("position", `It stands at position ${index} of the log ${checkpoint.origin}.`);
  }
  function checkSignature(keys2, signer, { checkpoint }) {
    if (signer) return passes("signature", `The log’s checkpoint of size ${checkpoint.size} was signed with the key below.`);
    return fails("signature", keys2.length === 0 ? "There is no key that this page can read." : keys2.every((key) => key.name !== checkpoint.origin) ? `The key is not one of the log ${checkpoint.origin}.` : "The checkpoint was not signed with this key, or was changed after it was signed.");
  }
  async function findSigner({ note, checkpoint }, keys2) {
    for (const key of keys2) {
      if (key.name === checkpoint.origin && await isSignedBy(note, key)) return key;
    }
    return void 0;
  }
  function wrongPosition(ledger, index, length, size) {
    const said2 = member(ledger, "leafIndex");
    if (said2 !== Number(index)) return `The receipt says position ${String(said2)}, its proof says ${index}.`;
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
    const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
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

  // src/verify/readReceipt.ts
  function readReceipt(text) {
    const receipt2 = read(text);
    const record = member(receipt2, "record");
    const ledger = member(receipt2, "ledger");
    const notice = member(receipt2, "notice");
    if (!isObject(receipt2) || !isObject(record) || !isObject(ledger)) throw new NoReceipt("This is JSON, but no receipt: it has no record and no ledger.");
    if (member(receipt2, "schemaVersion") !== "consenthub/receipt/v1") throw new NoReceipt("This is not a receipt of version 1, the only one that this page knows.");
    const kind = member(record, "type");
    if (kind !== "consent" && kind !== "removal" || member(record, "v") !== 1) throw new NoReceipt("The record is of a kind or version that this page does not know.");
    return { kind, receipt: receipt2, record, ledger, ...isObject(notice) ? { notice } : {} };
  }
  function read(text) {
    try {
      return parseJson(text.replace(/^\uFEFF/, ""));
    } catch (error) {
      throw new NoReceipt(`This is not JSON that can be read without doubt: ${error.message}.`);
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

  // src/verify/page/readFile.ts
  var longest = 16 * 1024 * 1024;
  async function readFile(file) {
    if (file.size > longest) throw new Error(`${file.name} is too large to be a receipt.`);
    return file.text();
  }

  // src/verify/page/removalView.ts
  var most = 50;
  function removalView(receipt2, record) {
    const at = textOf(member(record, "at")) ?? "";
    const erasure = member(receipt2, "erasure");
    const backups = textOf(member(erasure, "backups"));
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
          element("li", {}, "The positions in the log, without content. Nothing can be told from what stands there."),
          element("li", {}, `The random ids of the records, until ${time(textOf(member(erasure, "recordIdsKeptUntil")) ?? "")}, so that a late repetition brings none back.`),
          backups === void 0 ? void 0 : element("li", {}, `Backups made before may hold the records for ${period(backups)} at most. The website says so; it is not sealed.`)
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
      refuse(error);
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
      if (receipt === void 0) throw new NoReceipt(proof === void 0 ? "Nothing given yet." : "This proof says where something stands in a log, and not what. Add the receipt that it belongs to.");
      if (!globalThis.crypto?.subtle) throw new NoReceipt("This browser does cryptography on safe addresses only. Open this page with https, or save it and open the copy.");
      const verdict = await verifyReceipt(receipt, { proof, keys: keys.value });
      if (mine === turn) show(verdict);
    } catch (error) {
      if (mine === turn) refuse(error);
    }
  }
  function show(verdict) {
    const { kind, receipt: document2, record, notice = {} } = verdict;
    const sound = everythingHolds(verdict);
    const caution = sound ? [] : [element("p", { class: "told warn" }, "What follows is what the file says. It is not proven.")];
    result.replaceChildren(verdictView(verdict), ...caution, ...kind === "consent" ? consentView(document2, record, notice) : removalView(document2, record));
    tell(sound ? "Checked: everything fits together." : "Checked: it does not hold.", !sound);
    result.scrollIntoView({ block: "start" });
  }
  function refuse(error) {
    result.replaceChildren();
    tell(error.message, true);
  }
  function tell(words, warn = false) {
    status.textContent = words;
    status.classList.toggle("warn", warn);
  }
})();
