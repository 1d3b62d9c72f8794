"""That the store was put back from a backup: what staff have to see to once.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE store_restores (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    at_ms {big} NOT NULL,
    backup_ms {big} NOT NULL,
    seq {big} NOT NULL,
    lost {big},
    uncertain {integer} NOT NULL,
    seen_ms {big},
    seen_by TEXT NOT NULL DEFAULT '',
    CHECK ((seen_ms IS NULL) = (seen_by = ''))
){strict_compact};
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
