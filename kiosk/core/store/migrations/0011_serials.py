"""Serial numbers: each piece of a numbered product, and where it is.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE serials (
    serial TEXT NOT NULL PRIMARY KEY CHECK (length(serial) BETWEEN 3 AND 40),
    product TEXT NOT NULL CHECK (product <> ''),
    state TEXT NOT NULL CHECK (state IN ('stock', 'out', 'void')),
    counter TEXT NOT NULL CHECK (counter <> ''),
    received_ms {big} NOT NULL,
    received_in TEXT NOT NULL,
    moved_ms {big} NOT NULL,
    moved_by TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE INDEX serials_in_stock ON serials (counter, product, serial) WHERE state = 'stock'
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
