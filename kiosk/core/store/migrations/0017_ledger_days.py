"""What an account of a counter has moved on each business day, so that a form of any day begins with what was there before
it (前存), however long ago that is.

Only adds, and the database itself keeps it: a release before this one opens the data, and what it enters is in here too.
"""

from typing import Any

from kiosk.core.store.walls import dialect_of, make_tables

expand_only = True

TABLES = """
CREATE TABLE ledger_days (
    account {big} NOT NULL REFERENCES ledger_accounts (number),
    business_day {integer} NOT NULL,
    debits {big} NOT NULL DEFAULT 0 CHECK (debits >= 0),
    credits {big} NOT NULL DEFAULT 0 CHECK (credits >= 0),
    PRIMARY KEY (account, business_day)
){strict_compact};

INSERT INTO ledger_days (account, business_day, debits, credits)
SELECT a.number, e.business_day, sum(CASE WHEN t.debit = a.number THEN t.amount ELSE 0 END),
       sum(CASE WHEN t.credit = a.number THEN t.amount ELSE 0 END)
  FROM ledger_transfers t JOIN ledger_entries e ON e.number = t.entry JOIN ledger_accounts a ON a.number IN (t.debit, t.credit)
 WHERE a.book IN ('drawer', 'stock') GROUP BY a.number, e.business_day
"""


def up(_migrator: object, db: Any) -> None:
    dialect = dialect_of(db)
    make_tables(db, TABLES)
    for rule in dialect.ledger_day_rules():
        db.execute_sql(rule)
