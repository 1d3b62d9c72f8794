"""All that only SQLite understands: how to connect, the authorizer, the triggers behind the walls, what its
errors mean.

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
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect, constraint_cause, original

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

BUSY_MS = 5_000
"""How long a writer waits for another process (an import, a check) before it says StoreBusy."""

_READING_PRAGMAS = frozenset(
    {
        "foreign_key_check",
        "foreign_key_list",
        "foreign_keys",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
_DDL = {
    sqlite3.SQLITE_CREATE_INDEX: "CREATE INDEX on",
    sqlite3.SQLITE_CREATE_TABLE: "CREATE TABLE",
    sqlite3.SQLITE_CREATE_TRIGGER: "CREATE TRIGGER on",
    sqlite3.SQLITE_DROP_INDEX: "DROP INDEX on",
    sqlite3.SQLITE_DROP_TABLE: "DROP TABLE",
    sqlite3.SQLITE_DROP_TRIGGER: "DROP TRIGGER on",
    sqlite3.SQLITE_ALTER_TABLE: "ALTER TABLE",
    sqlite3.SQLITE_REINDEX: "REINDEX",
    sqlite3.SQLITE_ANALYZE: "ANALYZE",
}
_ROWS = {
    sqlite3.SQLITE_READ: "SELECT from",
    sqlite3.SQLITE_INSERT: "INSERT into",
    sqlite3.SQLITE_UPDATE: "UPDATE of",
    sqlite3.SQLITE_DELETE: "DELETE from",
}
_SECOND_NAMES_THE_TABLE = {
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_ALTER_TABLE,
}
_ADDING = {sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_CREATE_TRIGGER}
_FREE = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_SAVEPOINT,
}


class Guard:
    """The authorizer's memory, one for each connection: who is at work, and what that allows.

    `core` is raised around the store's own statements; `owner` is the plugin whose function or migration
    runs; `migrating` allows DDL; `at_ease` is for opening the connection and for the store's own BEGIN and
    COMMIT.
    """

    __slots__ = ("at_ease", "core", "extending", "ledgers", "migrating", "owner", "refused")

    def __init__(self) -> None:
        self.at_ease = True
        self.core = False
        self.extending = ""
        self.ledgers: set[str] = set()
        self.migrating = False
        self.owner = ""
        self.refused = ""

    def __call__(
        self, action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None
    ) -> int:
        if self.at_ease or action in _FREE:
            return sqlite3.SQLITE_OK
        refused = self._refusal(action, first or "", second)
        if not refused:
            return sqlite3.SQLITE_OK
        self.refused = refused
        return sqlite3.SQLITE_DENY

    def _refusal(self, action: int, first: str, second: str | None) -> str:
        """What is wrong with it, in words; empty when it is allowed."""
        if action in _ROWS:
            return self._refused_rows(action, first)
        if action in _DDL:
            table = (second or "") if action in _SECOND_NAMES_THE_TABLE else first
            return self._refused_ddl(action, table)
        if action == sqlite3.SQLITE_PRAGMA and first.lower() in _READING_PRAGMAS:
            # With a value, foreign_keys is a switch and not a question.
            return "" if first.lower() != "foreign_keys" or second is None else "PRAGMA foreign_keys"
        if action == sqlite3.SQLITE_PRAGMA:
            return f"PRAGMA {first}"
        if action == sqlite3.SQLITE_TRANSACTION:
            return f"{first}: the store begins and ends transactions"
        return f"authorizer action {action} on {first}"

    def _refused_rows(self, action: int, table: str) -> str:
        if table.startswith("sqlite_"):
            # Written by DDL only: writable_schema cannot be switched on from here.
            return "" if action == sqlite3.SQLITE_READ or self.migrating else f"{_ROWS[action]} {table}"
        if table in self.ledgers and action in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
            return f"{_ROWS[action]} {table}, which is append-only"
        return self._refused_foreign(_ROWS[action], table)

    def _refused_ddl(self, action: int, table: str) -> str:
        if not self.migrating:
            return f"{_DDL[action]} {table}: only a migration changes the schema"
        if action == sqlite3.SQLITE_REINDEX:
            return ""  # part of CREATE INDEX, and names the index
        if table in self.ledgers and table != self.extending and action not in _ADDING:
            return f"{_DDL[action]} {table}, which is append-only"
        return self._refused_foreign(_DDL[action], table)

    def _refused_foreign(self, what: str, table: str) -> str:
        if not self.owner or self.core or table.startswith((f"{self.owner}_", "sqlite_")):
            return ""
        return f"{what} {table} by {self.owner}, whose tables are {self.owner}_*"


class Here(threading.local):
    """What one thread has: its connection and the guard on it."""

    connection: sqlite3.Connection
    guard: Guard

    def __init__(self) -> None:
        self.guard = Guard()  # until there is a connection, for peewee to say that there is none


class KioskSqlite(peewee.SqliteDatabase):
    """Peewee's database; every connection that it ever opens has a guard, also one opened by accident."""

    here: Here
    dialect: Dialect

    @property
    def Model(self) -> type[peewee.Model]:  # noqa: N802  peewee's name
        """The base of a migration's frozen models: STRICT, unless somebody says otherwise and is refused
        afterwards.
        """

        class Meta:
            database = self
            strict_tables = True

        return type("StrictModel", (peewee.Model,), {"Meta": Meta})

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement in its author's name."""
        if self.here.guard.owner:
            # With its author's name in it, a statement is compiled, and so looked at, for its author: the
            # cache of
            # compiled statements goes by their text.
            sql = f"/* {self.here.guard.owner} */ {sql}"
        return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]  # not in peewee's stubs
        self.here.connection = connection
        self.here.guard = Guard()
        connection.set_authorizer(self.here.guard)
        return connection


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

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            # Before SQLite makes it with the umask of whoever started us: it will hold names and phone
            # numbers.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        database = KioskSqlite(
            str(path), pragmas=PRAGMAS, timeout=BUSY_MS / 1000, autoconnect=False, cached_statements=400
        )
        database.dialect = self
        database.here = self.here = Here()
        self.database = database

    def connect(self, *, read_only: bool) -> None:
        self.database.connect()
        if read_only:
            self.database.execute_sql("PRAGMA query_only = 1")
        guard = self.here.guard
        guard.ledgers = set(self.ledgers())
        guard.at_ease = False

    def disconnect(self) -> None:
        if not self.database.is_closed():
            self.here.guard.at_ease = True
            self.database.close()

    def begin(self, *, read_only: bool) -> None:
        # IMMEDIATE: a writer that may write waits for its turn before it reads what it will decide on.
        self._control("BEGIN -- by the store" if read_only else "BEGIN IMMEDIATE -- by the store")

    def commit(self) -> None:
        self._control("COMMIT -- by the store")

    def rollback(self) -> None:
        if self.here.connection.in_transaction:
            self._control("ROLLBACK -- by the store")

    def _control(self, sql: str) -> None:
        # The comments make these texts our own: SQLite's statement cache would otherwise hand our compiled
        # COMMIT to others.
        guard = self.here.guard
        guard.at_ease = True
        try:
            self.here.connection.execute(sql)
        finally:
            guard.at_ease = False

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        connection = self.here.connection
        if not connection.in_transaction:
            # After SQLITE_FULL the transaction is gone, and every further statement would commit by itself.
            raise errors.StoreError("the transaction has already been rolled back")
        guard = self.here.guard
        guard.core = True
        try:
            return connection.execute(sql, parameters)
        finally:
            guard.core = False

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        connection = self.here.connection
        guard = self.here.guard
        guard.core = True
        try:
            connection.executemany(sql, rows)
        finally:
            guard.core = False

    def in_transaction(self) -> bool:
        return bool(self.here.connection.in_transaction)

    def acting_for(self, plugin: str) -> None:
        self.here.guard.owner = plugin

    @contextmanager
    def migrating(self, owner: str) -> Iterator[None]:
        guard = self.here.guard
        before, guard.migrating, guard.owner = guard.migrating, True, owner
        try:
            yield
        finally:
            guard.migrating, guard.owner = before, ""

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
        # Cannot be switched within a transaction; with it on, dropping a rebuilt table would delete or
        # refuse.
        self._control("PRAGMA foreign_keys = 0")
        try:
            yield
        finally:
            self._control("PRAGMA foreign_keys = 1")

    @contextmanager
    def extending(self, table: str) -> Iterator[None]:
        guard = self.here.guard
        guard.extending = table
        try:
            yield
        finally:
            guard.extending = ""

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
        return _RULES

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
        return _cause(inner, self.here.guard if not self.database.is_closed() else None)


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


_RULES = (
    # The journal links to itself: the next number, and the hash of the row before.
    """CREATE TRIGGER journal_refuses_gaps BEFORE INSERT ON journal
       WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE kiosk = NEW.kiosk)
         OR NEW.previous_hash IS NOT coalesce(
              (SELECT hash FROM journal WHERE kiosk = NEW.kiosk AND seq = NEW.seq - 1), zeroblob(32))
       BEGIN SELECT RAISE(ABORT, 'journal: the row is out of chain'); END""",
    # A movement carries the item, and with it every figure that is kept of where things are.
    """CREATE TRIGGER movements_carry_the_item AFTER INSERT ON movements BEGIN SELECT RAISE(ABORT, 'movements:
    the item is elsewhere') WHERE NEW.from_place IS NEW.to_place OR NOT EXISTS (SELECT 1 FROM items WHERE id =
    NEW.item_id AND place_id IS NEW.from_place AND kind = NEW.kind); UPDATE items SET place_id = NEW.to_place
    WHERE id = NEW.item_id; UPDATE levels SET count = count - 1 WHERE place_id = NEW.from_place AND kind =
    NEW.kind; UPDATE places SET level = level - 1 WHERE id = NEW.from_place; INSERT INTO levels (place_id,
    kind, count) SELECT NEW.to_place, NEW.kind, 1 WHERE NEW.to_place IS NOT NULL ON CONFLICT (place_id, kind)
    DO UPDATE SET count = count + 1; UPDATE places SET level = level + 1 WHERE id = NEW.to_place; END""",
    """CREATE TRIGGER items_begin_nowhere BEFORE INSERT ON items WHEN NEW.place_id IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'items: only a movement puts an item somewhere'); END""",
    """CREATE TRIGGER items_only_move_by_movement BEFORE UPDATE OF place_id ON items
       WHEN NEW.place_id IS NOT
            (SELECT to_place FROM movements WHERE item_id = NEW.id ORDER BY seq DESC LIMIT 1)
       BEGIN SELECT RAISE(ABORT, 'items: only a movement puts an item somewhere'); END""",
)
