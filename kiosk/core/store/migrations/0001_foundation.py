"""The first schema: who, where, what happened, and what is held.

Written as SQL and not as models: this is a frozen record of what was made, and no later version of a library
may make it mean something else. `{…}` is what the two databases call differently. Every column is NOT NULL
unless "none" means something.
"""

from typing import Any

from kiosk.core.store.walls import append_only, dialect_of, make_tables

TABLES = """
CREATE TABLE kiosk (
    number {integer} NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    made_ms {big} NOT NULL
){strict};

CREATE TABLE journal (
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    seq {big} NOT NULL,
    at_ms {big} NOT NULL,
    boot_id TEXT NOT NULL,
    clock_trusted {integer} NOT NULL CHECK (clock_trusted IN (0, 1)),
    business_day {integer} NOT NULL,
    event TEXT NOT NULL CHECK (event <> ''),
    actor TEXT NOT NULL,
    position TEXT NOT NULL,
    session_id TEXT NOT NULL,
    data TEXT NOT NULL,
    previous_hash {blob} NOT NULL,
    hash {blob} NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (kiosk, seq)
){strict_compact};

CREATE TABLE journal_heads (
    kiosk {integer} NOT NULL PRIMARY KEY REFERENCES kiosk (number),
    seq {big} NOT NULL,
    hash {blob} NOT NULL CHECK (length(hash) = 32)
){strict_compact};

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    position TEXT NOT NULL,
    begun_ms {big} NOT NULL,
    ended_ms {big},
    how TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE INDEX sessions_open ON sessions (kiosk) WHERE ended_ms IS NULL;

CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    card TEXT NOT NULL UNIQUE CHECK (length(card) BETWEEN 4 AND 32) CHECK ({no_identity_number_in_card}),
    name TEXT NOT NULL CHECK (length(name) <= 64) CHECK ({no_long_number_in_name}),
    phone TEXT NOT NULL DEFAULT '' CHECK (length(phone) <= 16),
    birth_month {integer} CHECK (birth_month BETWEEN 1 AND 12),
    birth_day {integer} CHECK (birth_day BETWEEN 1 AND 31),
    tier TEXT NOT NULL DEFAULT '' CHECK (length(tier) <= 20),
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked', 'closed')),
    language TEXT NOT NULL DEFAULT 'zh_CN',
    import_id TEXT NOT NULL DEFAULT '',
    made_ms {big} NOT NULL
){strict_compact};

CREATE INDEX members_phone ON members (phone) WHERE phone <> '';

CREATE TABLE opening_entries (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind IN ('points', 'principal')),
    amount {big} NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL DEFAULT 'awaiting approval' CHECK (state IN ('awaiting approval', 'approved', 'refused')),
    import_id TEXT NOT NULL,
    line {integer} NOT NULL,
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL,
    decided_ms {big},
    decided_by TEXT NOT NULL DEFAULT '' CHECK (decided_by = '' OR decided_by <> made_by),
    UNIQUE (member_id, kind)
){strict_compact};

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 12),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64) CHECK ({no_long_number_in_name}),
    role TEXT NOT NULL,
    pin_hash TEXT NOT NULL CHECK (substr(pin_hash, 1, 10) = '$argon2id$'),
    active {integer} NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    wrong_attempts {integer} NOT NULL DEFAULT 0,
    locked_until_ms {big} NOT NULL DEFAULT 0,
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL
){strict_compact};

CREATE TABLE first_codes (
    id TEXT NOT NULL PRIMARY KEY,
    code_hash TEXT NOT NULL CHECK (substr(code_hash, 1, 10) = '$argon2id$'),
    made_ms {big} NOT NULL,
    expires_ms {big} NOT NULL,
    used_ms {big},
    wrong_attempts {integer} NOT NULL DEFAULT 0
){strict_compact};

CREATE TABLE places (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    bank TEXT NOT NULL,
    number {integer} NOT NULL,
    wall_row {integer} NOT NULL,
    wall_column {integer} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('single', 'rack')),
    capacity {integer} NOT NULL CHECK (capacity > 0),
    holds TEXT NOT NULL DEFAULT '',
    in_service {integer} NOT NULL DEFAULT 1 CHECK (in_service IN (0, 1)),
    service_reason TEXT NOT NULL DEFAULT '',
    level {integer} NOT NULL DEFAULT 0,
    UNIQUE (kiosk, bank, number),
    CONSTRAINT place_holds_its_capacity CHECK (level BETWEEN 0 AND capacity),
    CHECK (kind = 'rack' OR capacity = 1)
){strict_compact};

CREATE TABLE items (
    id TEXT NOT NULL PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE CHECK (length(tag) BETWEEN 1 AND 64),
    kind TEXT NOT NULL CHECK (kind <> ''),
    label TEXT NOT NULL DEFAULT '',
    label_zh TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    place_id TEXT REFERENCES places (id),
    made_ms {big} NOT NULL
){strict_compact};

CREATE INDEX items_at ON items (place_id) WHERE place_id IS NOT NULL;

CREATE TABLE movements (
    seq {sequence},
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    at_ms {big} NOT NULL,
    business_day {integer} NOT NULL,
    item_id TEXT NOT NULL REFERENCES items (id),
    kind TEXT NOT NULL,
    from_place TEXT REFERENCES places (id),
    to_place TEXT REFERENCES places (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    actor TEXT NOT NULL,
    session_id TEXT NOT NULL
){strict};

CREATE INDEX movements_of ON movements (item_id, seq);

CREATE TABLE levels (
    place_id TEXT NOT NULL REFERENCES places (id),
    kind TEXT NOT NULL,
    count {integer} NOT NULL CHECK (count >= 0),
    PRIMARY KEY (place_id, kind)
){strict_compact};

CREATE TABLE operations (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    kind TEXT NOT NULL CHECK (kind IN ('open_door', 'print_slip')),
    purpose TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'intended' CHECK (state IN ('intended', 'done', 'failed', 'uncertain')),
    reason TEXT NOT NULL DEFAULT '',
    place_id TEXT REFERENCES places (id),
    slip TEXT,
    session_id TEXT NOT NULL,
    plugin TEXT NOT NULL,
    position TEXT NOT NULL,
    intended_ms {big} NOT NULL,
    ended_ms {big},
    CHECK ((state = 'intended') = (ended_ms IS NULL)),
    CHECK ((kind = 'open_door') = (place_id IS NOT NULL)),
    CHECK ((kind = 'print_slip') = (slip IS NOT NULL))
){strict_compact};

CREATE INDEX operations_open ON operations (kiosk) WHERE state = 'intended';

CREATE TABLE reservations (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    kind TEXT NOT NULL CHECK (kind <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    data TEXT NOT NULL,
    operation_id TEXT REFERENCES operations (id),
    session_id TEXT NOT NULL,
    plugin TEXT NOT NULL,
    position TEXT NOT NULL,
    held_ms {big} NOT NULL,
    until_ms {big},
    released_ms {big},
    how TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE UNIQUE INDEX reservations_held ON reservations (subject) WHERE released_ms IS NULL;

CREATE TABLE plugins (
    id TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    strikes {integer} NOT NULL DEFAULT 0,
    changed_ms {big} NOT NULL
){strict_compact};
"""


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    make_tables(db, TABLES)
    append_only(db, "journal")
    append_only(db, "movements")
    for rule in dialect.rules():
        db.execute_sql(rule)
