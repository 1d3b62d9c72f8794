"""The floor under durable loans: bare sqlite3, the same statements, the same commits, the same pragmas.

A recorder stands between the desk's store and its connection and keeps, commit by commit, every statement
that writes, with its parameters. Replayed on a copy of the database by the sqlite3 module alone: no rules, no
look-ups, no messages, no plugin, no second thread. The schema's own triggers stay, for they write rows too.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.core.store.sqlite import PRAGMAS

Statement = tuple[str, tuple[Any, ...]]
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Recorder:
    """Keeps what a store writes. `mark` ends a stretch; `stretches` are lists of commits, which are lists of
    statements."""

    def __init__(self, dialect: Any) -> None:
        self.stretches: list[list[list[Statement]]] = []
        self._commits: list[list[Statement]] = []
        self._open: list[Statement] = []
        self._dialect = dialect
        run, execute, commit, begin = dialect.run, dialect.database.execute_sql, dialect.commit, dialect.begin

        def recorded_run(sql: str, parameters: Sequence[Any] = ()) -> Any:
            self._note(sql, parameters)
            return run(sql, parameters)

        def recorded_execute(sql: str, parameters: Sequence[Any] | None = None, *rest: Any) -> Any:
            self._note(sql, parameters or ())
            return execute(sql, parameters, *rest)

        def recorded_begin(*, read_only: bool) -> None:
            self._open = []
            begin(read_only=read_only)

        def recorded_commit() -> None:
            commit()
            if self._open:
                self._commits.append(self._open)
            self._open = []

        dialect.run, dialect.commit, dialect.begin = recorded_run, recorded_commit, recorded_begin
        dialect.database.execute_sql = recorded_execute

    def _note(self, sql: str, parameters: Sequence[Any]) -> None:
        if sql.lstrip().upper().startswith(_WRITES):
            self._open.append((sql, tuple(parameters)))

    def mark(self) -> None:
        """What was committed since the last mark is one stretch."""
        self.stretches.append(self._commits)
        self._commits = []


def replay(
    database: Path, stretches: Sequence[Sequence[Sequence[Statement]]], timed: Sequence[bool]
) -> list[float]:
    """Write the stretches into a database; the seconds of each that is timed."""
    connection = sqlite3.connect(database, isolation_level=None, cached_statements=400)
    try:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        seconds: list[float] = []
        for stretch, counts in zip(stretches, timed, strict=True):
            began = time.perf_counter()
            for commit in stretch:
                connection.execute("BEGIN IMMEDIATE")
                for sql, parameters in commit:
                    connection.execute(sql, parameters).fetchall()
                connection.execute("COMMIT")
            if counts:
                seconds.append(time.perf_counter() - began)
    finally:
        connection.close()
    return seconds
