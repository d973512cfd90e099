-- A tenant. next_leaf is the length of its log.
CREATE TABLE site (
    number     INTEGER PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE,
    managed_by TEXT    NOT NULL,
    origins    TEXT    NOT NULL,            -- JSON array
    changed    INTEGER NOT NULL DEFAULT 0,  -- number of the latest publication that changed it; each publication takes the next number
    next_leaf  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX site_changed ON site (changed);

-- An editor's unpublished draft. It is found by the key of its site, because the site may not exist yet.
CREATE TABLE draft (
    site_key TEXT    PRIMARY KEY,
    body     BLOB    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

-- Numbers of categories and services, assigned at their first publication and never reused.
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
    published_at INTEGER NOT NULL,          -- milliseconds since 1970, like every time in this file
    valid_since  INTEGER NOT NULL,
    digest       BLOB    NOT NULL,          -- SHA-256 of everything that a visitor can be shown
    asked        INTEGER NOT NULL,
    required     INTEGER NOT NULL,
    content      BLOB    NOT NULL,          -- the site file as published, canonical JSON
    changes      TEXT    NOT NULL,          -- JSON, compared with the previous version
    PRIMARY KEY (site, version)
) STRICT, WITHOUT ROWID;

-- The notice as it is served, in one language under one region rule (0 is the default), with ZZ in place of the region.
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
    salt         BLOB    NOT NULL,          -- 16 random bytes, without which nobody can test a guess against the entry's hash
    lang         TEXT    NOT NULL,
    region_shown TEXT    NOT NULL,
    region_seen  TEXT    NOT NULL,
    model        INTEGER NOT NULL,
    banner       INTEGER NOT NULL,
    action       INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    gpc          INTEGER NOT NULL,          -- bits: 1 seen by the page, 2 seen by the server
    previous     BLOB,
    page         TEXT,
    api_key      INTEGER,                   -- id of the key of the caller who recorded it for the visitor
    day_count    INTEGER NOT NULL,          -- day since 1970 * 10000 + choices of the visitor on that day; current only in the current record
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX consent_id ON consent (id, site);
CREATE INDEX consent_visitor ON consent (visitor, decided_at);

-- Removal entries of the ledger, one for each slice of an erasure or of a retention run. They name leaf indexes and no visitor.
CREATE TABLE removal (
    site   INTEGER NOT NULL,
    leaf   INTEGER NOT NULL,
    salt   BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    leaves TEXT    NOT NULL,                -- JSON array of leaf indexes
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

-- The hashes of each site's ledger (RFC 6962) in full tiles of 256 (C2SP tlog-tiles). A full tile never changes.
CREATE TABLE ledger_tile (
    site   INTEGER NOT NULL,
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB    NOT NULL,                -- 256 hashes of 32 bytes
    PRIMARY KEY (site, level, number)
) STRICT, WITHOUT ROWID;

-- Hashes that are in no full tile yet. Each commit adds a row.
CREATE TABLE ledger_tail (
    site   INTEGER NOT NULL,
    level  INTEGER NOT NULL,
    first  INTEGER NOT NULL,                -- index of the first hash in its level
    hashes BLOB    NOT NULL,
    PRIMARY KEY (site, level, first)
) STRICT, WITHOUT ROWID;

-- Names of a site's ledger. The first is fixed by the first entry; a restored copy gets a new one, so that no two ledgers share a name.
CREATE TABLE ledger_origin (
    site       INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    origin     TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (site, generation)
) STRICT, WITHOUT ROWID;

-- Every checkpoint ever signed, one for each size of a ledger.
CREATE TABLE checkpoint (
    origin    TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    site      INTEGER NOT NULL,
    number    INTEGER NOT NULL,             -- 1, 2, 3 in the order of signing, for each site
    signed_at INTEGER NOT NULL,
    note      TEXT    NOT NULL,             -- C2SP signed-note
    PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

-- The last checkpoint of each site: number and hash of the chain, signed, so that `verify database` finds a deleted checkpoint.
CREATE TABLE checkpoint_head (
    site      INTEGER PRIMARY KEY,
    number    INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT;

-- The hub's keys, wrapped with its master key and chained. The hub signs with the newest of a purpose; earlier keys still verify.
CREATE TABLE hub_key (
    number     INTEGER PRIMARY KEY,         -- 1, 2, 3 without gaps
    purpose    TEXT    NOT NULL,            -- ledger | journal
    public     BLOB,                        -- SubjectPublicKeyInfo
    created_at INTEGER NOT NULL,
    previous   BLOB    NOT NULL,            -- hash of the previous key
    signature  BLOB    NOT NULL,            -- by the newest earlier signing key; the first key signs itself
    wrapped    BLOB    NOT NULL             -- bound to every column above except the signature
) STRICT;

-- Every erasure. The journal beside the database has them too: after a restore the hub repeats those that the copy lacks.
CREATE TABLE erasure (
    number  INTEGER PRIMARY KEY,
    site    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    leaf    INTEGER NOT NULL,               -- leaf index of the first removal entry; a restored copy may have another
    visitor BLOB    NOT NULL                -- hash keyed with the hub's secret
) STRICT;

-- Visitors whose erasure is still running. Look-ups find none of their records; the row is deleted with the last record.
CREATE TABLE erasing (
    site    INTEGER NOT NULL,
    visitor BLOB    NOT NULL,
    below   INTEGER NOT NULL,               -- leaf index of the first removal entry: every record below it is erased
    reason  INTEGER NOT NULL,
    at      INTEGER NOT NULL,               -- when the last slice was erased
    PRIMARY KEY (site, visitor)
) STRICT, WITHOUT ROWID;

-- Ids of erased records, kept for 90 days so that a late retry does not restore one.
CREATE TABLE erased_id (
    site  INTEGER NOT NULL,
    id    BLOB    NOT NULL,
    until INTEGER NOT NULL,
    leaf  INTEGER NOT NULL,                 -- leaf index of the removal entry that names its record
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX erased_id_until ON erased_id (until);

-- How far each site's log was examined for records whose promised period ends (retention class consent_records).
CREATE TABLE retention_mark (
    site    INTEGER PRIMARY KEY,
    leaf    INTEGER NOT NULL,               -- each record below this leaf index has a row in retention_due, unless no notice promises its removal
    version INTEGER NOT NULL                -- latest notice version that the due dates consider
) STRICT;

-- When an examined record is removed.
CREATE TABLE retention_due (
    site        INTEGER NOT NULL,
    leaf        INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    replaced_at INTEGER,                    -- when another record took its place, if that record is removed by now
    proof       BLOB,                       -- hash of replaced_at, keyed with the hub's secret
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_due_date ON retention_due (site, due);

-- The latest time at which the hub removed what was due. A clock that went back or leapt far ahead is noticed by it.
CREATE TABLE engine_clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;

-- Orders of an administrator to keep data although its promised period is over.
CREATE TABLE hold (
    site   INTEGER NOT NULL,
    id     TEXT    NOT NULL,
    class  TEXT    NOT NULL,                -- retention class of the site file
    reason TEXT    NOT NULL,
    basis  TEXT,
    until  INTEGER,                         -- null: until it is lifted
    at     INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

-- What sites promised and other systems have to do. The row is deleted once the system has acknowledged it.
CREATE TABLE duty (
    id       BLOB    PRIMARY KEY,
    site     INTEGER NOT NULL,
    class    TEXT    NOT NULL,              -- retention class of the site file
    held_by  TEXT    NOT NULL,              -- the system that has to do it
    kind     TEXT    NOT NULL,              -- the event that began the period; empty for a duty that recurs each day
    subject  TEXT    NOT NULL,              -- whose data it is; empty for a duty that recurs
    occasion TEXT    NOT NULL,              -- id of the event; empty where a later one takes the place of an earlier
    begins   INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    notice   INTEGER NOT NULL,
    sent     INTEGER NOT NULL DEFAULT 0,    -- what the system's webhook received: 0 nothing, 1 duty.open, 2 all
    attempts INTEGER NOT NULL DEFAULT 0,    -- failed attempts to send the next message
    next_at  INTEGER                        -- when the next message is to be sent; null: none is
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX duty_occasion ON duty (site, class, kind, subject, occasion);
CREATE INDEX duty_due ON duty (site, held_by, due, id);
CREATE INDEX duty_next ON duty (site, held_by, next_at, id) WHERE next_at IS NOT NULL;

-- Where a system of a site receives its duties.
CREATE TABLE webhook (
    site           INTEGER NOT NULL,
    system         TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    salt           BLOB    NOT NULL,        -- with the hub's own secret it gives the secret of the webhook
    previous_salt  BLOB,                    -- signs too until previous_until
    previous_until INTEGER,
    lease_until    INTEGER NOT NULL DEFAULT 0, -- one process sends at a time
    next_at        INTEGER NOT NULL DEFAULT 0, -- after a failure nothing is sent before this time
    failures       INTEGER NOT NULL DEFAULT 0, -- batches that failed one after the other
    delivered_at   INTEGER,
    failed_at      INTEGER,
    failure        TEXT,
    disabled_at    INTEGER,
    reason         TEXT,
    changed_at     INTEGER NOT NULL,
    PRIMARY KEY (site, system)
) STRICT, WITHOUT ROWID;

-- The due time of the last duty of each class that recurs each day.
CREATE TABLE duty_recurring (
    site  INTEGER NOT NULL,
    class TEXT    NOT NULL,
    due   INTEGER NOT NULL,
    PRIMARY KEY (site, class)
) STRICT, WITHOUT ROWID;

-- Entries of the ledger that say what became of a duty. They name no subject.
CREATE TABLE duty_statement (
    site    INTEGER NOT NULL,
    leaf    INTEGER NOT NULL,
    salt    BLOB    NOT NULL,
    duty    BLOB    NOT NULL,
    held_by TEXT    NOT NULL,
    body    TEXT    NOT NULL,               -- canonical JSON, exactly as sealed
    PRIMARY KEY (site, leaf)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX duty_statement_duty ON duty_statement (duty, site);

-- Events that were reported, kept for 90 days so that a repeat changes nothing.
CREATE TABLE subject_event (
    site        INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    hash        BLOB    NOT NULL,           -- of everything but the id
    received_at INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX subject_event_time ON subject_event (site, received_at);

-- Privacy requests. What names a person is removed 90 days after the answer; a request that nobody verified is deleted after a day.
CREATE TABLE request (
    id          TEXT    PRIMARY KEY,
    site        INTEGER NOT NULL,
    type        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    lang        TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    email       TEXT,
    subject     TEXT,
    visitor     TEXT,
    message     TEXT,
    received_at INTEGER NOT NULL,
    verified_at INTEGER,
    due         INTEGER,
    closed_at   INTEGER,
    answer      TEXT,
    notice      INTEGER NOT NULL,
    secret      BLOB    NOT NULL,           -- SHA-256 of what opens the request
    code        BLOB,                       -- hash of the newest code, until it is used
    codes       INTEGER NOT NULL,           -- codes that were made
    code_until  INTEGER NOT NULL,
    wrong       INTEGER NOT NULL            -- wrong codes since the newest one was made
) STRICT, WITHOUT ROWID;

CREATE INDEX request_due ON request (site, due, id) WHERE due IS NOT NULL;
CREATE INDEX request_email ON request (site, lower(email), received_at) WHERE state = 'unverified';
CREATE INDEX request_unverified ON request (received_at) WHERE state = 'unverified';
CREATE INDEX request_closed ON request (closed_at) WHERE answer IS NOT NULL;

-- Messages to requesters that are to be sent. The row is deleted once the message is sent.
CREATE TABLE request_mail (
    request  TEXT    NOT NULL,
    kind     TEXT    NOT NULL,              -- code | opened | closed
    attempts INTEGER NOT NULL,              -- failed attempts to send it
    next_at  INTEGER NOT NULL,
    PRIMARY KEY (request, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_mail_next ON request_mail (next_at);

-- Whose data is not to be processed (GDPR Art. 18), until the restriction is lifted.
CREATE TABLE restriction (
    site    INTEGER NOT NULL,
    subject TEXT    NOT NULL,               -- a subject reference or a visitor's pseudonym
    request TEXT    NOT NULL,               -- the request that placed it
    at      INTEGER NOT NULL,
    PRIMARY KEY (site, subject, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX restriction_request ON restriction (request);

-- First and last leaf index of each hour: finds a time range without an index on every record's time.
CREATE TABLE log_hour (
    site  INTEGER NOT NULL,
    hour  INTEGER NOT NULL,                 -- hours since 1970
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (site, hour)
) STRICT, WITHOUT ROWID;

-- Records below this leaf index are counted in log_hour and rollup; the others are counted within seconds.
CREATE TABLE rollup_mark (
    site    INTEGER PRIMARY KEY,
    counted INTEGER NOT NULL
) STRICT;

-- Anonymous counts by quarter of an hour since 1970. A cell counts its remaining records plus the removed ones.
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

-- API keys, stored as their SHA-256. sites is a JSON array of site keys, or null for every site.
CREATE TABLE api_key (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    sites      TEXT,
    system     TEXT,                        -- the system that uses the key; only for the role connector
    configured INTEGER NOT NULL DEFAULT 0,  -- 1 if ConsentHub__AdminKey set it: another value of the setting revokes it
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

-- Finds the last use of a key.
CREATE INDEX audit_key ON audit (key, id) WHERE key IS NOT NULL;

-- The last entry of audit, signed, so that `verify database` finds entries cut off at the end.
CREATE TABLE audit_head (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    id        INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT;

-- The one row that the readiness check writes to prove that the disk takes writes.
CREATE TABLE health (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;
