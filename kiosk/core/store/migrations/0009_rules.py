"""Rules as dated versions in packs, and which packs a second person has approved.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import append_only, make_tables

expand_only = True

TABLES = """
CREATE TABLE rule_packs (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL CHECK (made_by <> ''),
    reason TEXT NOT NULL CHECK (reason <> '')
){strict_compact};

CREATE TABLE rule_versions (
    number {sequence},
    pack TEXT NOT NULL REFERENCES rule_packs (id),
    name TEXT NOT NULL CHECK (name <> ''),
    from_day {integer} NOT NULL CHECK (from_day BETWEEN 20000101 AND 99991231),
    body TEXT NOT NULL,
    UNIQUE (pack, name, from_day)
){strict};

CREATE INDEX rule_versions_of ON rule_versions (name, from_day, number);

CREATE TABLE rule_decisions (
    pack TEXT NOT NULL PRIMARY KEY REFERENCES rule_packs (id),
    approved {integer} NOT NULL CHECK (approved IN (0, 1)),
    made_by TEXT NOT NULL,
    decided_ms {big} NOT NULL,
    decided_by TEXT NOT NULL CHECK (decided_by <> '' AND decided_by <> made_by)
){strict_compact};
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
    for table in ("rule_packs", "rule_versions", "rule_decisions"):
        append_only(db, table)
