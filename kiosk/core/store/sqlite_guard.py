"""SQLite's authorizer, as a guard: who is at work on a connection, and what that allows.

The authorizer is asked when a statement is compiled, not when it runs; statements are cached, so it costs
nothing per row.
"""

from __future__ import annotations

import sqlite3

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
_HEADS = "journal_heads"
_THEIR_TRIGGERS = {"kiosk_begins_a_journal", "journal_moves_its_head"}
"""Where the journal ends is written by these alone."""
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
        self, action: int, first: str | None, second: str | None, _database: str | None, trigger: str | None
    ) -> int:
        if self.at_ease or action in _FREE:
            return sqlite3.SQLITE_OK
        if first == _HEADS and trigger in _THEIR_TRIGGERS:
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
        if self.migrating and table.startswith("pragma_") and table[7:] in _READING_PRAGMAS:
            return ""  # newer SQLite (seen on 3.51) asks quick_check in this form when a column is added
        if table.startswith("sqlite_"):
            # Written by DDL only: writable_schema cannot be switched on from here.
            return "" if action == sqlite3.SQLITE_READ or self.migrating else f"{_ROWS[action]} {table}"
        if table in self.ledgers and action in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
            return f"{_ROWS[action]} {table}, which is append-only"
        if table == _HEADS and action == sqlite3.SQLITE_INSERT:
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
        if self.owner and not self.core and table == f"{self.owner}_migration":
            return f"{what} {table} by {self.owner}: what was migrated is the store's to say"
        if not self.owner or self.core or table.startswith((f"{self.owner}_", "sqlite_")):
            return ""
        return f"{what} {table} by {self.owner}, whose tables are {self.owner}_*"
