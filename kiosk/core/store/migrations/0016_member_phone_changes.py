"""A member's phone number, before and after each change.

Only adds: a release before this one opens the data, and changes no number.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE member_phone_changes (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    member_id TEXT NOT NULL REFERENCES members (id),
    old_phone TEXT NOT NULL CHECK (length(old_phone) <= 16),
    new_phone TEXT NOT NULL CHECK (length(new_phone) <= 16),
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL,
    position TEXT NOT NULL
){strict_compact};

CREATE INDEX member_phone_changes_of ON member_phone_changes (member_id, made_ms)
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
