// The export as queries of the databases' own tools: the same columns, in the same order, as texts of the same length.
// Only these differ, always in the tool's favour: the hash of the notice is a constant of its length, and sqlite3, which has no base64,
// takes hexadecimal digits for the visitor. psql ends its lines with LF alone; sqlite3 also quotes what is not ASCII. Where JSON has no
// value, the tools write null. `stored` is less than the export: the columns of the table, of which nothing is made but text.

const words = {
  model: ['opt_in', 'opt_out', 'notice'],
  action: ['accept_all', 'reject_all', 'save', 'withdraw', 'object', 'gpc', 'guardian', 'renew', 'import'],
  source: ['banner', 'preferences', 'placeholder', 'api', 'nojs', 'signal'],
};

/** What the queries must know: the numbers of categories and services, and which notice asked for what. */
export function readNotices(json) {
  const items = (kind) => JSON.parse(json(`SELECT id, number FROM item_number WHERE kind = '${kind}' AND site = 1 ORDER BY number`));
  return { categories: items('category'), services: items('service'), versions: JSON.parse(json('SELECT version, asked FROM notice WHERE site = 1')) };
}

const word = (column) => `CASE ${column} ${words[column].map((w, n) => `WHEN ${n} THEN '${w}'`).join(' ')} END`;
const bool = (condition) => `CASE WHEN ${condition} THEN 'true' ELSE 'false' END`;

function granted({ number }, versions) {
  const bit = 2 ** number;
  const asked = versions.filter((v) => Math.floor(v.asked / bit) % 2 === 1).map((v) => v.version);
  const choice = bool(`granted & ${bit} <> 0`);
  return asked.length === versions.length ? choice : `CASE WHEN notice IN (${asked.join()}) THEN ${choice} END`;
}

/** The filled records have one service at most. */
function services(all, bytes) {
  const cases = all.flatMap(({ id, number }) => [false, true].map((on) =>
    `WHEN ${bytes((2 * number + (on ? 1 : 0)).toString(16).padStart(4, '0'))} THEN '{"${id}":${on}}'`));
  return `CASE WHEN services IS NULL THEN '{}' ELSE CASE services ${cases.join(' ')} END END`;
}

const columns = ({ categories, services: all, versions }, { id, previous, time, visitor, banner, bytes }) => [
  ['recordId', id], ['leafIndex', 'leaf'], ['recordedAt', time('recorded_at')], ['decidedAt', time('decided_at')], ['site', "'demo'"],
  ['visitor', visitor], ['notice', 'notice'], ['noticeHash', `'${'h'.repeat(43)}'`], ['lang', 'lang'], ['regionShown', 'region_shown'], ['regionSeen', 'region_seen'],
  ['model', word('model')], ['banner', banner], ['action', word('action')], ['source', word('source')],
  ['gpcShown', bool('gpc & 1 <> 0')], ['gpcSeen', bool('gpc & 2 <> 0')], ['previous', previous], ['page', 'page'], ['apiKey', 'api_key'],
  ...categories.map((c) => [`category.${c.id}`, granted(c, versions)]), ['services', services(all, bytes)],
];

function queries(all, object, json, bytes) {
  const from = 'FROM consent WHERE site = 1 ORDER BY leaf';
  const choices = all.filter(([name]) => name.startsWith('category.'));
  const pairs = (of) => of.map(([name, value]) => `'${name.replace('category.', '')}', ${value}`).join(', ');
  const plain = all.filter((c) => !choices.includes(c) && c[0] !== 'services');
  return {
    csv: `SELECT ${all.map(([name, value]) => `${value} AS "${name}"`).join(', ')} ${from}`,
    stored: `SELECT ${bytes('id')}, leaf, recorded_at, decided_at, ${bytes('visitor')}, notice, lang, region_shown, region_seen, model, banner, action, source, gpc, ${bytes('previous')}, page, api_key, granted, ${bytes('services')} ${from}`,
    json: `SELECT ${object}(${pairs(plain)}, 'choices', ${object}(${pairs(choices)}), 'services', ${json(all.at(-1)[1])}) ${from}`,
  };
}

export function sqliteQueries(notices) {
  const uuid = (column) => `lower(${[[1, 4], [5, 2], [7, 2], [9, 2], [11, 6]].map(([at, n]) => `hex(substr(${column}, ${at}, ${n}))`).join(" || '-' || ")})`;
  const all = columns(notices, {
    id: uuid('id'), previous: `CASE WHEN previous IS NOT NULL THEN ${uuid('previous')} END`,
    time: (column) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`,
    visitor: "'v1' || substr(hex(visitor), 1, 22)", banner: "printf('%016x', banner)", bytes: (hex) => `x'${hex}'`,
  });
  return queries(all, 'json_object', (text) => `json(${text})`, (column) => `hex(${column})`);
}

export function postgresQueries(notices) {
  const all = columns(notices, {
    id: 'id', previous: 'previous',
    time: (column) => `to_char(to_timestamp(${column} / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    visitor: "'v1' || translate(rtrim(encode(uuid_send(visitor), 'base64'), '='), '+/', '-_')",
    banner: "lpad(to_hex(banner), 16, '0')", bytes: (hex) => `'\\x${hex}'::bytea`,
  });
  const { csv, stored, json } = queries(all, 'json_build_object', (text) => `(${text})::json`, (column) => column);
  const copy = (query) => `COPY (${query}) TO STDOUT (FORMAT csv, HEADER)`;
  return { csv: copy(csv), stored: copy(stored), json: `COPY (${json}) TO STDOUT` };
}
