"""Operations on cards, and what staff have to see to about a card: a stripe to be written anew, a card of which nobody knows
what it holds.

Only allows more: a release before this one opens the data and leaves the new kinds of operation alone.
"""

from typing import Any

from kiosk.core.store.walls import dialect_of, make_tables

expand_only = True

KINDS = "kind IN ('open_door', 'print_slip')"
MORE = "kind IN ('open_door', 'print_slip', 'encode_card', 'erase_card', 'read_card')"

TABLES = """
CREATE TABLE member_card_matters (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    kind TEXT NOT NULL CHECK (kind IN ('reencode', 'unknown')),
    member_id TEXT REFERENCES members (id),
    operation_id TEXT UNIQUE REFERENCES operations (id),
    position TEXT NOT NULL,
    opened_ms {big} NOT NULL,
    closed_ms {big},
    closed_by TEXT NOT NULL DEFAULT '',
    how TEXT NOT NULL DEFAULT '',
    CHECK ((kind = 'reencode') = (member_id IS NOT NULL)),
    CHECK ((kind = 'unknown') = (operation_id IS NOT NULL)),
    CHECK ((closed_ms IS NULL) = (how = ''))
){strict_compact};

CREATE UNIQUE INDEX member_card_matters_member ON member_card_matters (member_id) WHERE closed_ms IS NULL;
CREATE INDEX member_card_matters_open ON member_card_matters (opened_ms) WHERE closed_ms IS NULL;
"""


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    dialect.widen("operations", "kind", KINDS, MORE)
    make_tables(db, TABLES)
