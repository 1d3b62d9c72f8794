"""A member's PIN, as a hash; and places that have no lock: a row of strollers on a chain.

Only adds: a release before this one opens the data, and takes every place to have a lock.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE member_pins (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    pin_hash TEXT NOT NULL CHECK (substr(pin_hash, 1, 10) = '$argon2id$'),
    wrong_attempts {integer} NOT NULL DEFAULT 0,
    locked_until_ms {big} NOT NULL DEFAULT 0,
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL REFERENCES staff (id)
){strict_compact};

ALTER TABLE places ADD COLUMN has_lock {integer} NOT NULL DEFAULT 1 CHECK (has_lock IN (0, 1))
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
