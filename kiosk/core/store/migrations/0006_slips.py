"""Slips that were not printed, or of which nobody knows: what staff have to see to. And which slip is a copy of which.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE slip_matters (
    operation_id TEXT NOT NULL PRIMARY KEY REFERENCES operations (id),
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    opened_ms {big} NOT NULL,
    closed_ms {big},
    closed_by TEXT NOT NULL DEFAULT '',
    how TEXT NOT NULL DEFAULT '' CHECK (how IN ('', 'copied', 'seen')),
    CHECK ((closed_ms IS NULL) = (how = ''))
){strict_compact};

CREATE INDEX slip_matters_open ON slip_matters (kiosk, opened_ms) WHERE closed_ms IS NULL;
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
