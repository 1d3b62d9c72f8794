"""The ledger: accounts of money, points and counted goods, and the entries that move amounts between them.

Only adds: a release before this one opens the data and never looks here. A lot's account is no foreign key: SQLite would look
through all lots whenever an account is made; `kiosk check` holds lots and accounts against each other.
"""

from typing import Any

from kiosk.core.store.walls import append_only, dialect_of, make_tables

expand_only = True

TABLES = """
CREATE TABLE ledger_accounts (
    number {sequence},
    book TEXT NOT NULL CHECK (book <> ''),
    owner TEXT NOT NULL,
    unit TEXT NOT NULL CHECK (unit <> ''),
    side TEXT NOT NULL CHECK (side IN ('credit', 'debit', 'either')),
    in_lots {integer} NOT NULL CHECK (in_lots IN (0, 1)),
    debits {big} NOT NULL DEFAULT 0 CHECK (debits >= 0),
    credits {big} NOT NULL DEFAULT 0 CHECK (credits >= 0),
    made_ms {big} NOT NULL,
    UNIQUE (owner, book, unit),
    CHECK (in_lots = 0 OR side = 'credit'),
    CONSTRAINT ledger_account_is_not_overdrawn CHECK (
        side = 'either' OR (side = 'credit' AND debits <= credits) OR (side = 'debit' AND credits <= debits))
){strict};

CREATE INDEX ledger_accounts_of_book ON ledger_accounts (book, unit);

CREATE TABLE ledger_entries (
    number {sequence},
    id TEXT NOT NULL UNIQUE,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    journal_seq {big} NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    plugin TEXT NOT NULL,
    subject TEXT NOT NULL,
    counter TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    at_ms {big} NOT NULL,
    happened_ms {big} NOT NULL CHECK (happened_ms <= at_ms),
    business_day {integer} NOT NULL,
    position TEXT NOT NULL,
    actor TEXT NOT NULL,
    session_id TEXT NOT NULL,
    version TEXT NOT NULL,
    reason TEXT NOT NULL,
    data TEXT NOT NULL,
    once TEXT UNIQUE,
    reverses TEXT UNIQUE REFERENCES ledger_entries (id)
){strict};

CREATE INDEX ledger_entries_of_day ON ledger_entries (business_day, kind);
CREATE INDEX ledger_entries_of_subject ON ledger_entries (subject, number);
CREATE INDEX ledger_entries_of_shift ON ledger_entries (shift_id, number);

CREATE TABLE ledger_transfers (
    entry {big} NOT NULL REFERENCES ledger_entries (number),
    line {integer} NOT NULL,
    debit {big} NOT NULL REFERENCES ledger_accounts (number),
    credit {big} NOT NULL REFERENCES ledger_accounts (number),
    amount {big} NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000),
    PRIMARY KEY (entry, line),
    CHECK (debit <> credit)
){strict_compact};

CREATE INDEX ledger_transfers_debit ON ledger_transfers (debit, entry);
CREATE INDEX ledger_transfers_credit ON ledger_transfers (credit, entry);

CREATE TABLE ledger_lots (
    number {sequence},
    account {big} NOT NULL,
    entry {big} NOT NULL,
    line {integer} NOT NULL,
    earned_day {integer} NOT NULL,
    last_day {integer} NOT NULL,
    amount {big} NOT NULL CHECK (amount > 0),
    used {big} NOT NULL DEFAULT 0,
    source TEXT NOT NULL,
    UNIQUE (entry, line),
    FOREIGN KEY (entry, line) REFERENCES ledger_transfers (entry, line),
    CONSTRAINT ledger_lot_is_not_overdrawn CHECK (used BETWEEN 0 AND amount)
){strict};

CREATE INDEX ledger_lots_left ON ledger_lots (account, last_day, earned_day, number) WHERE used < amount;
CREATE INDEX ledger_lots_ending ON ledger_lots (last_day, number) WHERE used < amount;

CREATE TABLE ledger_lot_uses (
    entry {big} NOT NULL,
    line {integer} NOT NULL,
    lot {big} NOT NULL REFERENCES ledger_lots (number),
    amount {big} NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry, line, lot),
    FOREIGN KEY (entry, line) REFERENCES ledger_transfers (entry, line)
){strict_compact};

CREATE INDEX ledger_lot_uses_of ON ledger_lot_uses (lot, entry);

CREATE TABLE ledger_periods (
    month {integer} NOT NULL PRIMARY KEY CHECK (month BETWEEN 200001 AND 999912),
    closed_ms {big} NOT NULL,
    closed_by TEXT NOT NULL CHECK (closed_by <> ''),
    second_by TEXT NOT NULL CHECK (second_by <> '' AND second_by <> closed_by)
){strict_compact};
"""

LEDGERS = ("ledger_entries", "ledger_transfers", "ledger_lot_uses", "ledger_periods")


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    make_tables(db, TABLES)
    for table in LEDGERS:
        append_only(db, table)
    for rule in dialect.ledger_rules():
        db.execute_sql(rule)
