"""All that only SQLite understands, with `sqlite_connection.py`, `sqlite_guard.py` and `sqlite_rules.py` beside
it.

Three layers keep what is append-only whole:

* triggers refuse UPDATE, DELETE and REPLACE for every connection, also for one that forgot
  `recursive_triggers`;
* the authorizer on our own connections refuses to *compile* DROP, ALTER, PRAGMA, ATTACH and COMMIT by anyone
  but the store, and everything but a plugin's own tables while a plugin's function or migration runs;
* `kiosk check` compares what is there with what should be, for whoever came with another tool.

The authorizer is asked when a statement is compiled, not when it runs; statements are cached, so it costs
nothing per row.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect, constraint_cause, original
from kiosk.core.store.held import Held
from kiosk.core.store.sqlite_connection import Here, KioskSqlite, dooms
from kiosk.core.store.sqlite_guard import Guard
from kiosk.core.store.sqlite_rules import (
    IDENTITY_RULES,
    LEDGER_DAY_RULES,
    LEDGER_RULES,
    RULES,
    VOID_CARD_RULES,
)

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 16 * 1024 * 1024,
    "cache_size": -16 * 1024,
}
"""How every connection is opened; `bench/` opens the bare one with the same."""

READER_CACHE_KIB = 4 * 1024
"""What each connection for look-ups keeps of the file. All connections together are what the desk grows to as its file does."""

BUSY_MS = 5_000
"""How long a writer waits for another process (an import, a check) before it says StoreBusy."""


LEAST_ROOM = 1_000_000
"""Bytes. With less than this a file that cannot be written is one without room."""

_OURS = f" -- by the store {secrets.token_hex(8)}"
"""Makes the texts of our own BEGIN and COMMIT our own: compiled statements are kept by their text, and nobody
else can say this one.
"""


class Sqlite(Dialect):
    """SQLite behind the store's back."""

    name = "sqlite"
    one_kiosk = True
    integer = big = "INTEGER"
    blob = "BLOB"
    sequence = "INTEGER NOT NULL PRIMARY KEY"
    strict = " STRICT"
    strict_compact = " STRICT, WITHOUT ROWID"
    for_update = ""
    reads_at_once = True

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.parent.is_dir() or path.is_dir():
            raise errors.StoreUnavailable(f"{path} cannot be a file")
        if not path.exists():
            # Before SQLite makes it with whatever umask we were started: it will hold names and numbers.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        database = KioskSqlite(
            str(path), pragmas=PRAGMAS, timeout=BUSY_MS / 1000, autoconnect=False, cached_statements=400
        )
        database.dialect = self
        database.here = self.here = Here()
        self.database = database

    def hold(self) -> Held | None:
        return Held.shared(self.path.parent)

    def connect(self, *, read_only: bool) -> None:
        self.here.opening = True
        try:
            self.database.connect()
        finally:
            self.here.opening = False
        if read_only:
            self.database.execute_sql("PRAGMA query_only = 1")
            self.database.execute_sql(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
        guard = self.here.guard
        guard.ledgers = set(self.ledgers())
        guard.at_ease = False

    def disconnect(self) -> None:
        if not self.database.is_closed():
            self.here.guard.at_ease = True
            self.database.close()

    def begin(self, *, read_only: bool) -> None:
        # IMMEDIATE: a writer that may write waits for its turn before it reads what it will decide on.
        self._control("BEGIN" if read_only else "BEGIN IMMEDIATE")
        self.here.doomed = False

    def commit(self) -> None:
        if self.here.doomed:
            raise errors.StoreError("a statement of the transaction had failed; nothing of it can be kept")
        self._control("COMMIT")

    def rollback(self) -> None:
        if self.here.connection.in_transaction:
            self._control("ROLLBACK")

    def _control(self, sql: str) -> None:
        guard = self.here.guard
        guard.at_ease = True
        try:
            self.here.connection.execute(sql + _OURS)
        finally:
            guard.at_ease = False

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        here = self.here
        connection, guard = here.connection, here.guard
        if here.doomed or not connection.in_transaction:
            # Where SQLite has undone the transaction by itself, each further statement would commit alone.
            raise errors.StoreError("the transaction has already failed")
        guard.core = True
        try:
            return connection.execute(sql, parameters)
        except sqlite3.Error as error:
            here.doomed = dooms(error)
            raise
        finally:
            guard.core = False

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            self.run(sql, row)

    def in_transaction(self) -> bool:
        return bool(self.here.connection.in_transaction)

    def sound(self) -> bool:
        return not self.here.doomed and bool(self.here.connection.in_transaction)

    def acting_for(self, plugin: str) -> None:
        self.here.guard.owner = plugin

    @contextmanager
    def migrating(self, owner: str) -> Iterator[None]:
        guard = self.here.guard
        if guard.owner and guard.owner != owner:
            raise errors.NotAllowed(f"{guard.owner} does not migrate for {owner or 'the core'}")
        if guard.owner and not guard.migrating:
            raise errors.NotAllowed(f"{guard.owner} is not migrating")
        before = guard.migrating, guard.owner
        guard.migrating, guard.owner = True, owner
        try:
            yield
        finally:
            guard.migrating, guard.owner = before

    @contextmanager
    def apart(self) -> Iterator[Dialect]:
        with tempfile.TemporaryDirectory(prefix="kiosk-check-") as folder:
            place = Sqlite(Path(folder) / "expected.db")
            place.connect(read_only=False)
            try:
                place.begin(read_only=False)
                yield place
                place.rollback()
            finally:
                place.disconnect()

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        # Cannot be switched within a transaction; with it on, a rebuilt table could not be dropped.
        self._control("PRAGMA foreign_keys = 0")
        try:
            yield
        finally:
            self._control("PRAGMA foreign_keys = 1")

    @contextmanager
    def extending(self, table: str) -> Iterator[None]:
        guard = self.here.guard
        if guard.owner:
            raise errors.NotAllowed(f"{guard.owner} extends none of the core's ledgers")
        guard.extending = table
        try:
            yield
        finally:
            guard.extending = ""

    def widen(self, table: str, column: str, before: str, after: str) -> None:  # noqa: ARG002 - found by its words
        # SQLite changes no CHECK in place: the table is made again beside itself, and takes its own name back.
        database = self.database
        made = "SELECT sql FROM sqlite_master WHERE {}tbl_name = ? AND sql IS NOT NULL"
        old = database.execute_sql(made.format("type = 'table' AND "), (table,)).fetchone()[0]
        beside = database.execute_sql(made.format("type <> 'table' AND "), (table,)).fetchall()
        if old.count(before) != 1 or not old.startswith(f"CREATE TABLE {table} "):
            raise errors.MigrationRefused(f"{table} is not as it was made")
        wider = old.replace(before, after).replace(
            f"CREATE TABLE {table} ", f"CREATE TABLE {table}_wider ", 1
        )
        database.execute_sql(wider)
        database.execute_sql(f"INSERT INTO {table}_wider SELECT * FROM {table}")  # noqa: S608  a table of ours
        database.execute_sql(f"DROP TABLE {table}")
        database.execute_sql(f"ALTER TABLE {table}_wider RENAME TO {table}")
        for (statement,) in beside:
            database.execute_sql(statement)

    def ledgers(self) -> list[str]:
        rows = self.database.execute_sql(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_refuses_delete'"
        )
        return [name for (name,) in rows.fetchall()]

    def append_only(self, table: str) -> None:
        database = self.database
        key = [row[1] for row in database.execute_sql(f'PRAGMA table_info("{table}")').fetchall() if row[5]]
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
        for verb in ("update", "delete"):
            database.execute_sql(
                f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        if key:
            # REPLACE removes the old row without asking the delete trigger, unless recursive_triggers is on.
            database.execute_sql(
                f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "  # noqa: S608  its own columns
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        self.here.guard.ledgers.add(table)

    def rules(self) -> Sequence[str]:
        return RULES

    def ledger_rules(self) -> Sequence[str]:
        return LEDGER_RULES

    def identity_rules(self) -> Sequence[str]:
        return IDENTITY_RULES

    def void_card_rules(self) -> Sequence[str]:
        return VOID_CARD_RULES

    def ledger_day_rules(self) -> Sequence[str]:
        return LEDGER_DAY_RULES

    def no_identity_number(self, column: str) -> str:
        digit = "[0-9]"
        return (
            f"NOT ({column} GLOB '[1-9]{digit * 16}[0-9Xx]' AND substr({column}, 7, 4) BETWEEN '1900' AND '2099'"
            f" AND substr({column}, 11, 2) BETWEEN '01' AND '12' AND substr({column}, 13, 2) BETWEEN '01' AND '31')"
        )

    def no_long_number(self, column: str) -> str:
        return f"{column} NOT GLOB '*{'[0-9]' * 17}*'"

    def describe(self) -> dict[str, str]:
        rows = self.database.execute_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        return {
            f"{kind} {name}": _plain(sql)
            for kind, name, table, sql in rows
            if sql and not table.startswith("sqlite_")
        }

    def loose_tables(self) -> list[str]:
        rows = self.database.execute_sql("PRAGMA table_list").fetchall()
        return [
            row[1]
            for row in rows
            if row[0] == "main" and row[2] == "table" and not row[5] and row[1][:7] != "sqlite_"
        ]

    def foreign_keys(self) -> list[tuple[str, str]]:
        # One pragma for each table: the table-valued form would have to be compiled as a virtual table,
        # which the guard refuses.
        tables = [
            row[0]
            for row in self.database.execute_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
        ]
        return [
            (table, row[2])
            for table in tables
            for row in self.database.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
        ]

    def broken_references(self) -> list[str]:
        return sorted({row[0] for row in self.database.execute_sql("PRAGMA foreign_key_check").fetchall()})

    def damage(self) -> list[str]:
        try:
            rows = [row[0] for row in self.database.execute_sql("PRAGMA integrity_check(20)").fetchall()]
        except sqlite3.DatabaseError as error:  # fetching steps, and peewee does not wrap it
            return [str(error)]
        return [] if rows == ["ok"] else rows

    def cause(self, error: BaseException) -> errors.StoreError | None:
        inner = original(error)
        if not isinstance(inner, sqlite3.Error):
            return None
        cause = _cause(inner, self.here.guard if not self.database.is_closed() else None)
        if isinstance(cause, errors.StoreUnavailable) and not self._has_room():
            # Where SQLite cannot make its -wal or -shm it says "disk I/O error", as of a disk that is dying.
            return errors.StoreFull(f"no room on the disk of {self.path}")
        return cause

    def _has_room(self) -> bool:
        try:
            return shutil.disk_usage(self.path.parent).free >= LEAST_ROOM
        except OSError:
            return True  # nobody can tell: the error speaks for itself


def _cause(error: sqlite3.Error, guard: Guard | None) -> errors.StoreError:
    code = getattr(error, "sqlite_errorcode", None) or 0
    words = str(error)
    if code == sqlite3.SQLITE_AUTH:
        refused = guard.refused if guard else ""
        kind = errors.AppendOnly if "append-only" in refused else errors.NotAllowed
        return kind(refused or words)
    if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return constraint_cause(words)
    by_code: dict[int, type[errors.StoreError]] = {
        sqlite3.SQLITE_FULL: errors.StoreFull,
        sqlite3.SQLITE_BUSY: errors.StoreBusy,
        sqlite3.SQLITE_LOCKED: errors.StoreBusy,
        sqlite3.SQLITE_READONLY: errors.ReadOnly,
        sqlite3.SQLITE_CANTOPEN: errors.StoreUnavailable,
        sqlite3.SQLITE_IOERR: errors.StoreUnavailable,
        sqlite3.SQLITE_CORRUPT: errors.StoreBroken,
        sqlite3.SQLITE_NOTADB: errors.StoreBroken,
    }
    return by_code.get(code & 0xFF, errors.StoreError)(words)


def _plain(sql: str) -> str:
    """DDL without what does not matter: spaces, quotes, case."""
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip().lower()
