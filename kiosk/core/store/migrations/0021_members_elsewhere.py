"""Members of a remote system whom this box has served, so that every service knows them as it knows its own; and what is
ordered there of their cards, beside what is ordered of their money.

An order of money is still one at a time for a member; a block is never held up by one. A release before this one opens the
data and finds its orders.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE member_elsewhere (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    there TEXT NOT NULL UNIQUE CHECK (there <> ''),
    stopped {integer} NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
    seen_month {integer} NOT NULL DEFAULT 0
){strict_compact};

CREATE INDEX member_elsewhere_seen ON member_elsewhere (seen_month, member_id);

ALTER TABLE member_orders RENAME TO member_orders_before;
DROP INDEX member_orders_one_open;
DROP INDEX member_orders_open;
CREATE TABLE member_orders (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    plugin TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('adjust', 'block', 'thaw')),
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
INSERT INTO member_orders (id, kiosk, plugin, kind, member, changes, data, position, session_id, actor, state, words, made_ms,
    answered_ms)
SELECT id, kiosk, plugin, kind, member, changes, data, position, session_id, actor, state, words, made_ms, answered_ms
  FROM member_orders_before;
DROP TABLE member_orders_before;
CREATE UNIQUE INDEX member_orders_one_open ON member_orders (member) WHERE state = 'intended' AND kind = 'adjust';
CREATE INDEX member_orders_of_cards ON member_orders (member, made_ms) WHERE kind <> 'adjust';
CREATE INDEX member_orders_open ON member_orders (kiosk, made_ms) WHERE state = 'intended';
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
