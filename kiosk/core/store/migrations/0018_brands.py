"""The directory of brands (品牌楼层导览): which shop is where, by the merchant's number of the tills.

Only adds: a release before this one opens the data and never looks here.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLE = """
CREATE TABLE brands (
    key TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 20),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL,
    floor TEXT NOT NULL,
    unit TEXT NOT NULL,
    category TEXT NOT NULL,
    category_en TEXT NOT NULL,
    letters TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    way TEXT NOT NULL,
    way_en TEXT NOT NULL,
    gone {integer} NOT NULL CHECK (gone IN (0, 1)),
    changed_ms {big} NOT NULL
){strict_compact}
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLE)
