"""What is left of an account's lots, by the day on which it ends, is read off the index alone: a member's lots lie all over the
table, one for each purchase of years, and an enquiry would fetch a page for each.

The same name and the same rows: a release before this one opens the data and finds its index.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

INDEX = """
DROP INDEX ledger_lots_left;
CREATE INDEX ledger_lots_left ON ledger_lots (account, last_day, earned_day, number, amount, used) WHERE used < amount;
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, INDEX)
