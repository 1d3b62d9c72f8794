"""Everything in the store that is a person's: names, telephone and card numbers, of members, staff and whom a plugin noted.

For one purpose: a support archive looks for these words and takes them out. Found by the columns' names, in the plugins' tables
too, so that a new table does not have to be remembered here.
"""

from __future__ import annotations

from kiosk.core.store.transaction import Transaction

COLUMNS = frozenset(
    {"name", "phone", "old_phone", "new_phone", "card", "contact", "holder", "borrower", "owner_name"}
)

MOST = 500_000


def personal_words(tx: Transaction) -> set[str]:
    """Every such value, as it is written."""
    database = tx._store.dialect.database  # noqa: SLF001 - the store's own: a question about its schema
    found: set[str] = set()
    for table in database.get_tables():
        if table.endswith("_migration"):
            continue
        for column in database.get_columns(table):
            if column.name in COLUMNS and len(found) < MOST:
                rows = database.execute_sql(f'SELECT DISTINCT "{column.name}" FROM "{table}" LIMIT {MOST}')  # noqa: S608  names out of the schema itself
                found.update(str(row[0]) for row in rows.fetchall() if row[0])
    return found
