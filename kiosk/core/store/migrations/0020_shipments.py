"""Shipments of stock from one counter to another: under way until the other one has taken them over, or sent them back.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLE = """
CREATE TABLE stock_shipments (
    id TEXT NOT NULL PRIMARY KEY,
    product TEXT NOT NULL CHECK (product <> ''),
    pieces {integer} NOT NULL CHECK (pieces > 0),
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    from_counter TEXT NOT NULL CHECK (from_counter <> ''),
    to_counter TEXT NOT NULL CHECK (to_counter <> '' AND to_counter <> from_counter),
    sent_ms {big} NOT NULL,
    sent_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('under_way', 'accepted', 'sent_back')),
    ended_ms {big},
    ended_by TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE INDEX stock_shipments_under_way ON stock_shipments (sent_ms) WHERE state = 'under_way'
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLE)
