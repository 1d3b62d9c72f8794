"""Opening balances that are approved and entered into the ledger: the import's name, a last day, and the entry that was made.

Only adds: a release before this one opens the data, and takes none of it for entered.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE member_imports (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL
){strict_compact};

ALTER TABLE opening_entries ADD COLUMN last_day {integer} NOT NULL DEFAULT 99991231;
ALTER TABLE opening_entries ADD COLUMN entered TEXT NOT NULL DEFAULT '';

CREATE INDEX opening_entries_waiting ON opening_entries (import_id) WHERE state = 'awaiting approval';
CREATE INDEX opening_entries_due ON opening_entries (import_id, member_id) WHERE state = 'approved' AND entered = '';
CREATE INDEX opening_entries_entered ON opening_entries (entered) WHERE entered <> ''
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
