"""The walls, by name: what a migration calls to raise one.

`append_only` is for every table that is only ever added to: the journal, the movements, a plugin's own
ledgers. On both databases it refuses UPDATE, DELETE and REPLACE by triggers (TRUNCATE too, where that
exists); DROP and ALTER are refused by the authorizer on SQLite and by ownership on PostgreSQL. How, stands in
`sqlite.py` and `postgres.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect


def dialect_of(database: peewee.Database) -> Dialect:
    """The dialect behind a database that a migration was given."""
    dialect = getattr(database, "dialect", None)
    if not isinstance(dialect, Dialect):
        raise errors.StoreError("this database was not opened by the store")
    return dialect


def make_tables(database: peewee.Database, statements: str) -> None:
    """Run the statements of a core migration, each ended by `;` at the end of a line, in this database's own words:
    `{big}`, `{integer}`, `{blob}`, `{sequence}` for types, `{strict}` and `{strict_compact}` after a table's columns, and the
    checks that keep long numbers out of a member's card and name.
    """
    dialect = dialect_of(database)
    own = statements.format(
        integer=dialect.integer,
        big=dialect.big,
        blob=dialect.blob,
        sequence=dialect.sequence,
        strict=dialect.strict,
        strict_compact=dialect.strict_compact,
        no_identity_number_in_card=dialect.no_identity_number("card"),
        no_long_number_in_name=dialect.no_long_number("name"),
    )
    for statement in own.split(";\n"):
        if statement.strip():
            database.execute_sql(statement)


def append_only(database: peewee.Database, table: str) -> None:
    """Make a table append-only; within a migration, after creating it."""
    dialect_of(database).append_only(table)


@contextmanager
def guarded_migration(database: peewee.Database, owner: str) -> Iterator[None]:
    """DDL is allowed within, but only on tables whose names begin with `<owner>_`; nothing else can be read
    or written.
    """
    with dialect_of(database).migrating(owner):
        yield


@contextmanager
def extending(database: peewee.Database, table: str) -> Iterator[None]:
    """Within a core migration: give an append-only table a new column. Its rows and triggers stay; that is
    checked after.
    """
    with dialect_of(database).extending(table):
        yield
