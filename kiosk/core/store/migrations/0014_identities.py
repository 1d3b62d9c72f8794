"""Buyers' identity records, sealed; and each time that one was read.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import append_only, dialect_of, make_tables

expand_only = True

TABLES = """
CREATE TABLE identities (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    seq {big} NOT NULL,
    number TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 64),
    subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 64),
    sealed_to TEXT NOT NULL CHECK (length(sealed_to) = 16),
    sealed {blob} NOT NULL CHECK (length(sealed) = 0 OR length(sealed) > 48),
    made_ms {big} NOT NULL,
    made_day {integer} NOT NULL,
    made_by TEXT NOT NULL,
    purge_day {integer} NOT NULL CHECK (purge_day > made_day),
    due_ms {big},
    purged_ms {big},
    CHECK ((length(sealed) = 0) = (purged_ms IS NOT NULL))
){strict};

CREATE INDEX identities_of ON identities (subject, made_day) WHERE purged_ms IS NULL;
CREATE INDEX identities_due ON identities (purge_day) WHERE purged_ms IS NULL;
CREATE INDEX identities_marked ON identities (due_ms) WHERE due_ms IS NOT NULL AND purged_ms IS NULL;

CREATE TABLE identity_reads (
    id TEXT NOT NULL PRIMARY KEY,
    identity TEXT NOT NULL REFERENCES identities (id),
    at_ms {big} NOT NULL,
    read_by TEXT NOT NULL CHECK (read_by <> ''),
    reason TEXT NOT NULL CHECK (reason <> '')
){strict_compact};

CREATE INDEX identity_reads_of ON identity_reads (identity, at_ms)
"""


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    make_tables(db, TABLES)
    append_only(db, "identity_reads")
    for rule in dialect.identity_rules():
        db.execute_sql(rule)
