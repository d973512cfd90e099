-- A tenant. next_leaf is the length of its log; what stands in inbox comes after it.
CREATE TABLE site (
    number     INTEGER PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE,
    managed_by TEXT    NOT NULL,
    origins    TEXT    NOT NULL,            -- JSON array
    changed    INTEGER NOT NULL DEFAULT 0,  -- number of the latest publication that changed it, one more than any before
    next_leaf  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX site_changed ON site (changed);

-- What an editor has written and not yet published, by the key of its site, which may not exist yet.
CREATE TABLE draft (
    site_key TEXT    PRIMARY KEY,
    body     BLOB    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

-- Numbers of categories and services, given at their first publication and never reused.
CREATE TABLE item_number (
    site   INTEGER NOT NULL REFERENCES site,
    kind   TEXT    NOT NULL,                -- category | service
    id     TEXT    NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (site, kind, id),
    UNIQUE (site, kind, number)
) STRICT, WITHOUT ROWID;

-- Immutable published versions. asked and required are bit masks of category numbers.
CREATE TABLE notice (
    site         INTEGER NOT NULL REFERENCES site,
    version      INTEGER NOT NULL,
    published_at INTEGER NOT NULL,          -- milliseconds since 1970, like every time here
    valid_since  INTEGER NOT NULL,
    digest       BLOB    NOT NULL,          -- SHA-256 of everything that a visitor can be shown
    asked        INTEGER NOT NULL,
    required     INTEGER NOT NULL,
    content      BLOB    NOT NULL,          -- the site file as published, canonical JSON
    changes      TEXT    NOT NULL,          -- JSON, against the version before
    PRIMARY KEY (site, version)
) STRICT, WITHOUT ROWID;

-- The very bytes served: one language under one region rule (0 is the default), region ZZ standing in.
CREATE TABLE notice_text (
    site    INTEGER NOT NULL,
    version INTEGER NOT NULL,
    lang    TEXT    NOT NULL,
    rule    INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    PRIMARY KEY (site, version, lang, rule),
    FOREIGN KEY (site, version) REFERENCES notice
) STRICT, WITHOUT ROWID;

-- The consent log, in the order of each site's ledger. docs/data-dictionary.md explains the columns.
CREATE TABLE consent (
    site         INTEGER NOT NULL,
    leaf         INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    visitor      BLOB    NOT NULL,
    recorded_at  INTEGER NOT NULL,
    decided_at   INTEGER NOT NULL,
    notice       INTEGER NOT NULL,
    granted      INTEGER NOT NULL,
    services     BLOB,
    salt         BLOB    NOT NULL,          -- 16 random bytes; the entry's hash in the ledger says nothing without them
    lang         TEXT    NOT NULL,
    region_shown TEXT    NOT NULL,
    region_seen  TEXT    NOT NULL,
    model        INTEGER NOT NULL,
    banner       INTEGER NOT NULL,
    action       INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    gpc          INTEGER NOT NULL,          -- 1 shown to the page, 2 seen by the server
    previous     BLOB,
    page         TEXT,
    api_key      INTEGER,                   -- of the caller who recorded it for the visitor
    day_count    INTEGER NOT NULL,          -- day since 1970 * 10000 + choices of the visitor stored on it; right in the current record
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX consent_id ON consent (id, site);
CREATE INDEX consent_visitor ON consent (visitor, decided_at);

-- Choices that are stored and acknowledged, and not yet in consent: placed there in groups, because each site's log, each index and
-- each tail is a page of its own to write. Their positions and hashes are final.
CREATE TABLE inbox (
    number       INTEGER PRIMARY KEY,       -- the group, which has a part of the sites, above 40 bits that count on in the order of arrival
    site         INTEGER NOT NULL,
    leaf         INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    visitor      BLOB    NOT NULL,
    recorded_at  INTEGER NOT NULL,
    decided_at   INTEGER NOT NULL,
    notice       INTEGER NOT NULL,
    granted      INTEGER NOT NULL,
    services     BLOB,
    salt         BLOB    NOT NULL,
    lang         TEXT    NOT NULL,
    region_shown TEXT    NOT NULL,
    region_seen  TEXT    NOT NULL,
    model        INTEGER NOT NULL,
    banner       INTEGER NOT NULL,
    action       INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    gpc          INTEGER NOT NULL,
    previous     BLOB,
    page         TEXT,
    api_key      INTEGER,
    day_count    INTEGER NOT NULL,
    hash         BLOB    NOT NULL           -- of the entry in the ledger
) STRICT;

-- One entry of the log for each erasure. It names positions only.
CREATE TABLE removal (
    site   INTEGER NOT NULL,
    leaf   INTEGER NOT NULL,
    salt   BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    leaves TEXT    NOT NULL,                -- JSON array of positions
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

-- The hashes of each site's log, RFC 6962, in tiles of 256 (C2SP tlog-tiles). Full tiles never change.
CREATE TABLE ledger_tile (
    site   INTEGER NOT NULL,
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB    NOT NULL,                -- 256 hashes of 32 bytes
    PRIMARY KEY (site, level, number)
) STRICT, WITHOUT ROWID;

-- The hashes that no full tile holds yet, a row for each commit that added some.
CREATE TABLE ledger_tail (
    site   INTEGER NOT NULL,
    level  INTEGER NOT NULL,
    first  INTEGER NOT NULL,                -- index of the first of them in its level
    hashes BLOB    NOT NULL,
    PRIMARY KEY (site, level, first)
) STRICT, WITHOUT ROWID;

-- Names of a log, fixed at its first entry. A restored copy gets a new one, so that no two logs share a name.
CREATE TABLE ledger_origin (
    site       INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    origin     TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (site, generation)
) STRICT, WITHOUT ROWID;

-- Every checkpoint ever signed. The first for a size is the only one.
CREATE TABLE checkpoint (
    origin    TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    site      INTEGER NOT NULL,
    number    INTEGER NOT NULL,             -- 1, 2, 3 in the order of signing, for each site
    signed_at INTEGER NOT NULL,
    note      TEXT    NOT NULL,             -- C2SP signed-note
    PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

-- The last checkpoint of each site's log: number and hash of the chain, signed, so that one that was deleted is missed.
CREATE TABLE checkpoint_head (
    site      INTEGER PRIMARY KEY,
    number    INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT;

-- Keys of the hub, wrapped with its master key: one chain. The newest of a purpose is used, earlier ones still verify.
CREATE TABLE hub_key (
    number     INTEGER PRIMARY KEY,         -- 1, 2, 3 without gaps
    purpose    TEXT    NOT NULL,            -- ledger | journal
    public     BLOB,                        -- SubjectPublicKeyInfo
    created_at INTEGER NOT NULL,
    previous   BLOB    NOT NULL,            -- hash of the key before
    signature  BLOB    NOT NULL,            -- by the newest signing key before; the first signs itself
    wrapped    BLOB    NOT NULL             -- bound to everything above but the signature
) STRICT;

-- Every erasure, as the journal beside the database knows it too: a restored copy learns from it what it must forget again.
CREATE TABLE erasure (
    number  INTEGER PRIMARY KEY,
    site    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    leaf    INTEGER NOT NULL,               -- position of the removal entry when it was made first
    visitor BLOB    NOT NULL                -- keyed hash; the key is the hub's
) STRICT;

-- Visitors of whom records are left to erase: for every look-up they have none. Gone with the last of them.
CREATE TABLE erasing (
    site    INTEGER NOT NULL,
    visitor BLOB    NOT NULL,
    below   INTEGER NOT NULL,               -- position of the first removal entry: what stands before it goes
    reason  INTEGER NOT NULL,
    at      INTEGER NOT NULL,               -- when something was erased last
    PRIMARY KEY (site, visitor)
) STRICT, WITHOUT ROWID;

-- Ids of erased records, for 90 days, so that a late retry does not bring one back.
CREATE TABLE erased_id (
    site  INTEGER NOT NULL,
    id    BLOB    NOT NULL,
    until INTEGER NOT NULL,
    leaf  INTEGER NOT NULL,                 -- position of the removal entry that names its record
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX erased_id_until ON erased_id (until);

-- First and last position recorded in each hour: finds a time range without an index on every record's time.
CREATE TABLE log_hour (
    site  INTEGER NOT NULL,
    hour  INTEGER NOT NULL,                 -- hours since 1970
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (site, hour)
) STRICT, WITHOUT ROWID;

-- How far a site's log is counted into log_hour and rollup: everything before this position is.
CREATE TABLE rollup_mark (
    site    INTEGER PRIMARY KEY,
    counted INTEGER NOT NULL
) STRICT;

-- Anonymous counts by quarter of an hour since 1970. A cell's count equals its remaining records plus what was removed.
CREATE TABLE rollup (
    site              INTEGER NOT NULL,
    dimension         INTEGER NOT NULL,
    quarter           INTEGER NOT NULL,
    value             TEXT    NOT NULL,
    impressions       INTEGER NOT NULL DEFAULT 0,
    dismissed         INTEGER NOT NULL DEFAULT 0,
    gpc               INTEGER NOT NULL DEFAULT 0,
    decided           INTEGER NOT NULL DEFAULT 0,
    granted           INTEGER NOT NULL DEFAULT 0,
    denied            INTEGER NOT NULL DEFAULT 0,
    withdrawn         INTEGER NOT NULL DEFAULT 0,
    removed_decided   INTEGER NOT NULL DEFAULT 0,
    removed_granted   INTEGER NOT NULL DEFAULT 0,
    removed_denied    INTEGER NOT NULL DEFAULT 0,
    removed_withdrawn INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, dimension, quarter, value)
) STRICT, WITHOUT ROWID;

-- API keys: only the SHA-256 is kept. sites is a JSON array of keys, or null for every site.
CREATE TABLE api_key (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    sites      TEXT,
    configured INTEGER NOT NULL DEFAULT 0,  -- 1 where ConsentHub__AdminKey set it: another value of the setting retires it
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- Every audited action. The hash covers the entry and the hash before it; the hub signs each hash.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY,          -- 1, 2, 3 without gaps
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,             -- key | command_line | hub
    key       INTEGER,                      -- id of the API key
    action    TEXT    NOT NULL,
    site      TEXT,
    detail    TEXT,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT;

-- When a key was used last.
CREATE INDEX audit_key ON audit (key, id) WHERE key IS NOT NULL;

-- The last entry of audit, signed, so that one cut off the end is missed.
CREATE TABLE audit_head (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    id        INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT;

-- One row that the readiness check writes, to prove that the disk takes writes.
CREATE TABLE health (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;
