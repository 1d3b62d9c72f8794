"""Orders to a remote member system: durable before they are sent, one open order for a member, answered once.

Only adds: a release before this one opens the data, and sends none of them.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE member_orders (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    plugin TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('adjust', 'block')),
    member TEXT NOT NULL CHECK (member <> ''),
    changes TEXT NOT NULL,
    data TEXT NOT NULL,
    position TEXT NOT NULL,
    session_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'intended' CHECK (state IN ('intended', 'done', 'refused')),
    words TEXT NOT NULL DEFAULT '',
    made_ms {big} NOT NULL,
    answered_ms {big},
    CHECK ((state = 'intended') = (answered_ms IS NULL))
){strict_compact};

CREATE UNIQUE INDEX member_orders_one_open ON member_orders (member) WHERE state = 'intended';
CREATE INDEX member_orders_open ON member_orders (kiosk, made_ms) WHERE state = 'intended';
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
