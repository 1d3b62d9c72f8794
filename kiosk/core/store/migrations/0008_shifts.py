"""Shifts (班次): who holds a counter, what was counted, and who answered for a difference.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import append_only, make_tables

expand_only = True

TABLES = """
CREATE TABLE shifts (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    counter TEXT NOT NULL CHECK (counter <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    business_day {integer} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'left', 'closed')),
    opened_ms {big} NOT NULL,
    opened_by TEXT NOT NULL REFERENCES staff (id),
    left_ms {big},
    left_by TEXT REFERENCES staff (id),
    closed_ms {big},
    second_by TEXT REFERENCES staff (id),
    CHECK ((state = 'open') = (left_ms IS NULL)),
    CHECK ((left_ms IS NULL) = (left_by IS NULL)),
    CHECK ((state = 'closed') = (closed_ms IS NOT NULL)),
    CONSTRAINT shift_has_two_people CHECK (second_by IS NULL OR second_by <> left_by)
){strict_compact};

CREATE UNIQUE INDEX shifts_open ON shifts (counter) WHERE state <> 'closed';
CREATE INDEX shifts_of_day ON shifts (business_day, counter, name);

CREATE TABLE shift_counts (
    number {sequence},
    shift_id TEXT NOT NULL REFERENCES shifts (id),
    phase TEXT NOT NULL CHECK (phase IN ('opening', 'closing')),
    account {big} NOT NULL REFERENCES ledger_accounts (number),
    expected {big} NOT NULL,
    counted {big} NOT NULL CHECK (counted >= 0),
    at_ms {big} NOT NULL,
    counted_by TEXT NOT NULL REFERENCES staff (id)
){strict};

CREATE INDEX shift_counts_of ON shift_counts (shift_id, account, number);
CREATE INDEX shift_counts_of_account ON shift_counts (account);
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
    append_only(db, "shift_counts")
