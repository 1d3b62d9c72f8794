"""Numbers of cards that are none any more (the member is forgotten, or has another): the number alone, and never again
anybody's.

Only adds: a release before this one opens the data. No date and no member stands beside a number, and the table is in the order
of the numbers, so that nothing tells whose it was.
"""

from typing import Any

from kiosk.core.store.walls import append_only, dialect_of, make_tables

expand_only = True

TABLE = "CREATE TABLE void_cards (card TEXT NOT NULL PRIMARY KEY CHECK (length(card) BETWEEN 4 AND 32)){strict_compact}"


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    make_tables(db, TABLE)
    append_only(db, "void_cards")
    for rule in dialect.void_card_rules():
        db.execute_sql(rule)
