"""A SQLite connection as the store opens it: with a guard on it, by nobody else, and never handed out.

What a plugin's models need of peewee is `execute_sql`. Everything beside it (the connection, whose `blobopen`
asks no trigger and whose cache asks no authorizer; a cursor, which leads to the connection) is refused while a
plugin is at work.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import peewee

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect, original
from kiosk.core.store.sqlite_guard import Guard


class Here(threading.local):
    """What one thread has: its connection and the guard on it."""

    connection: sqlite3.Connection
    guard: Guard
    opening = False
    """The store itself is connecting on this thread; nobody else may."""
    executing = False
    """A statement is on its way through `execute_sql`, which looks at it; nobody else gets a cursor."""
    doomed = False
    """A statement failed for more than its own row: nothing of the transaction can be kept."""

    def __init__(self) -> None:
        self.guard = Guard()  # until there is a connection, for peewee to say that there is none


class RowsOnly(sqlite3.Cursor):
    """What a plugin gets for its statement: the rows, and no way back to the connection."""

    here: Here

    @property
    def connection(self) -> Any:
        """The raw connection is the store's."""
        raise errors.NotAllowed("the connection is the store's alone")

    def execute(self, *arguments: Any) -> Any:
        """The statement that it was made for, and no other behind `execute_sql`'s back."""
        if not self.here.executing:
            raise errors.NotAllowed("a plugin's statements go through its models")
        return super().execute(*arguments)

    def executemany(self, *_arguments: Any) -> Any:
        """Not for plugins."""
        raise errors.NotAllowed("a plugin's statements go through its models")

    executescript = executemany


class KioskSqlite(peewee.SqliteDatabase):
    """Peewee's database. Only the store connects, and a plugin is handed neither connection nor cursor."""

    here: Here
    dialect: Dialect

    @property
    def Model(self) -> type[peewee.Model]:  # noqa: N802  peewee's name
        """The base of a migration's frozen models: STRICT without having to say so."""

        class Meta:
            database = self
            strict_tables = True

        return type("StrictModel", (peewee.Model,), {"Meta": Meta})

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement in its author's name."""
        if self.here.guard.owner:
            # Compiled statements are kept by their text. With its author's name in it, a statement is
            # compiled, and so looked at, for its author.
            sql = f"/* {self.here.guard.owner} */ {sql}"
        self.here.executing = True
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        except peewee.DatabaseError as error:
            self.here.doomed |= dooms(original(error))
            raise
        finally:
            self.here.executing = False

    def connection(self) -> sqlite3.Connection:
        """The raw connection (its `blobopen` asks no trigger, its cache no authorizer): never a plugin's."""
        if self.here.guard.owner:
            raise errors.NotAllowed("the connection is the store's alone")
        return super().connection()  # type: ignore[no-any-return, no-untyped-call]

    def cursor(self, *arguments: Any) -> sqlite3.Cursor:
        """Peewee's own step; a plugin's cursor is for the statement that is on its way, and for its rows."""
        if not self.here.guard.owner:
            return super().cursor(*arguments)  # type: ignore[no-any-return, no-untyped-call]
        if not self.here.executing:
            raise errors.NotAllowed("a plugin's statements go through its models")
        cursor = self.here.connection.cursor(RowsOnly)
        cursor.here = self.here
        return cursor

    def attach(self, *_arguments: Any) -> bool:
        """Peewee would remember it for connections to come."""
        raise errors.NotAllowed("ATTACH: the store is one file")

    def pragma(self, key: str, *arguments: Any, permanent: bool = False, **keywords: Any) -> Any:
        """Peewee's own; not for connections to come."""
        if permanent:
            raise errors.NotAllowed(f"PRAGMA {key}: the store sets up its connections")
        return super().pragma(key, *arguments, **keywords)

    def _connect(self) -> sqlite3.Connection:
        if not self.here.opening:
            raise errors.NotAllowed("only the store connects to its database")
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]  # not in peewee's stubs
        self.here.connection = connection
        self.here.guard = Guard()
        connection.set_authorizer(self.here.guard)
        return connection


def dooms(error: BaseException) -> bool:
    """Whether a statement failed for a reason that is not its own row's: no room, no right, no file. A
    refused row is the function's own business: it may go on without it."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF not in (0, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR)
