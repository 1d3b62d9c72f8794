"""A PostgreSQL connection as the store opens it: by nobody else, never handed out, and with a look at the text of
what is not the store's own.

A plugin's functions read and write rows under `kiosk_plugins`, the role that has no right to the core's tables.
It owns every plugin's, so what keeps two plugins apart here is the look at the text.
"""

from __future__ import annotations

import re
import threading
from typing import Any

import peewee

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect

try:
    import psycopg
    from psycopg.pq import TransactionStatus
except ImportError as missing:  # an extra: a single box needs none of it
    raise errors.StoreError("PostgreSQL needs the driver: pip install 'zhanggui[postgres]'") from missing

PLUGINS = "kiosk_plugins"
LOST = "the connection to PostgreSQL was lost"

_NOT_FOR_OTHERS = re.compile(
    r"\s*(begin|start|commit|end|rollback(?!\s+to\b)|abort|prepare|set|reset|discard|lock|copy|do|call|grant|revoke"
    r"|alter\s+(?:system|role|database|schema)|(?:create|drop)\s+(?:role|schema|function|extension))\b",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"\(*\s*(?:select(?!\b.*\binto\b)|insert|update|delete|with|values|savepoint|release|rollback to)\b",
    re.IGNORECASE,
)
"""What a plugin's function may say at all: rows, and peewee's savepoints."""
_TRICKS = re.compile(r"set_config|_to_xml|\bU&['\"]|\bE'|\$\w*\$", re.IGNORECASE)
"""Functions that change who one is or run text as SQL, and ways to write that hide words from this file."""
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_STRICT = re.compile(r"\)[\s,]*(?:(?:STRICT|WITHOUT ROWID)[\s,]*)+$")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_WITH = re.compile(r'"?(\w+)"?(?: \([^)]*\))? as (?:not )?(?:materialized )?\(', re.IGNORECASE)
_TABLES = re.compile(
    r"(?<!distinct )(?<!do )(?<!for )(?<!key )\b(?:from|join|into|update|truncate|table)\b(?: only| if exists| if not exists)?"
    r'[ (]*(?:"?\w+"? ?\. ?)?"?([a-z_]\w*)"?',
    re.IGNORECASE,
)
"""The tables that a statement names, near enough. The core's have a wall behind this one: a plugin's statements
run under `kiosk_plugins`, which has no right to them.
"""
_NO_TABLES = {"select", "with", "values", "lateral"}


class Here(threading.local):
    """What one thread has: its connection, and who is at work on it."""

    connection: psycopg.Connection[Any] | None = None
    read_only = False
    owner = ""
    migrating = False
    at_ease = False
    opening = False
    """The store itself is connecting on this thread; nobody else may."""
    executing = False
    """A statement is on its way through `execute_sql`, which looks at it; nobody else gets a cursor."""


class RowsOnly(psycopg.Cursor[Any]):
    """What a plugin gets for its statement: the rows, and no way back to the connection."""

    here: Here

    @property
    def connection(self) -> Any:
        """The raw connection is the store's, and the driver's own while it executes."""
        if self.here.executing:
            return self._conn
        raise errors.NotAllowed("the connection is the store's alone")

    def execute(self, *arguments: Any, **keywords: Any) -> Any:
        """The statement that it was made for, and no other behind `execute_sql`'s back."""
        if not self.here.executing:
            raise errors.NotAllowed("a plugin's statements go through its models")
        return super().execute(*arguments, **keywords)

    def executemany(self, *_arguments: Any, **_keywords: Any) -> Any:
        """Not for plugins."""
        raise errors.NotAllowed("a plugin's statements go through its models")

    stream = copy = executemany


class KioskPostgres(peewee.PostgresqlDatabase):
    """Peewee's database; what would end the transaction, or change who one is, is the store's alone."""

    here: Here
    dialect: Dialect
    plugin_tables: frozenset[str] = frozenset()
    """Every plugin's tables, as of the newest connection or migration."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Refuse what is not for a plugin's function or migration, then run it."""
        here = self.here
        if not here.at_ease and (refused := _refusal(sql, here, self.plugin_tables)):
            raise errors.NotAllowed(refused)
        if sql.startswith("CREATE TABLE"):
            # Peewee says it to every database; this one holds its columns to their types anyway.
            sql = _STRICT.sub(")", sql)
        here.executing = True
        try:
            if here.owner and not here.migrating:
                return self._as_a_plugin(sql, params)
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        finally:
            here.executing = False

    def _as_a_plugin(self, sql: str, params: Any) -> Any:
        """Run a statement of a plugin's function under the role that owns plugins' tables and nothing else."""
        connection = self.here.connection
        if connection is None:
            raise errors.StoreUnavailable(LOST)
        if connection.pgconn.transaction_status != TransactionStatus.INERROR:
            connection.execute(f"SET LOCAL ROLE {PLUGINS}")
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        finally:
            # Where the statement failed, what is rolled back takes the role with it.
            if connection.pgconn.transaction_status == TransactionStatus.INTRANS:
                connection.execute("RESET ROLE")

    def connection(self) -> psycopg.Connection[Any]:
        """The raw connection: never a plugin's."""
        if self.here.owner:
            raise errors.NotAllowed("the connection is the store's alone")
        return super().connection()  # type: ignore[no-any-return, no-untyped-call]

    def cursor(self, *arguments: Any) -> psycopg.Cursor[Any]:
        """Peewee's own step; a plugin's cursor is for the statement that is on its way, and for its rows."""
        if not self.here.owner:
            return super().cursor(*arguments)  # type: ignore[no-any-return, no-untyped-call]
        if not self.here.executing or self.here.connection is None:
            raise errors.NotAllowed("a plugin's statements go through its models")
        cursor = RowsOnly(self.here.connection)
        cursor.here = self.here
        return cursor

    def _connect(self) -> Any:
        if not self.here.opening:
            raise errors.NotAllowed("only the store connects to its database")
        return super()._connect()  # type: ignore[misc]  # not in peewee's stubs

    def begin(self, *_arguments: Any, **_keywords: Any) -> None:
        """Peewee's own; the store begins transactions by itself."""
        raise errors.NotAllowed("BEGIN: the store begins and ends transactions")

    def commit(self) -> None:
        """Peewee's own; the store commits by itself."""
        raise errors.NotAllowed("COMMIT: the store begins and ends transactions")

    def rollback(self) -> None:
        """Peewee's own; the store rolls back by itself."""
        raise errors.NotAllowed("ROLLBACK: the store begins and ends transactions")


def _refusal(sql: str, here: Here, plugin_tables: frozenset[str]) -> str:
    """Why a statement that is not the store's own is refused; "" when it is not."""
    owner = here.owner
    if owner and (trick := _TRICKS.search(sql)) is not None:
        return f"{trick.group()}: not in a plugin's statement"
    plain = " ".join(_COMMENT.sub(" ", _QUOTED.sub("''", sql)).split())
    if owner and not here.migrating and _ROWS.match(plain) is None:
        return f"{plain[:20]}: a plugin's function reads and writes rows"
    if (match := _NOT_FOR_OTHERS.match(plain)) is not None:
        return f"{match.group(1).upper()}: not within a write function or a migration"
    if ";" in plain.rstrip(";"):
        return "several statements in one"
    if owner:
        own = {name.lower() for name in _WITH.findall(plain)}
        for table in _TABLES.findall(plain):
            if not table.startswith(f"{owner}_") and table.lower() not in own | _NO_TABLES:
                return f"{table} by {owner}, whose tables are {owner}_*"
        for word in set(re.findall(r"\w+", plain.lower())) & plugin_tables:
            if not word.startswith(f"{owner}_"):
                return f"{word} by {owner}, whose tables are {owner}_*"
    return ""
