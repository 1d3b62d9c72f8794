"""Running statements in a transaction, for the core's own rooms that keep tables of their own (staff,
members).

Not a part of `Transaction`: what a plugin is handed has no way to raw SQL. Plugins cannot import this
(import-linter), and their own statements go through their models.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.core.store.errors import StoreError
from kiosk.core.store.part import Part


def run(tx: Part, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """Run a statement with `?` for its parameters; returns the cursor."""
    return tx._run(sql, parameters)  # noqa: SLF001  the one door for other rooms


def run_many(tx: Part, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row."""
    tx._store.dialect.run_many(sql, rows)  # noqa: SLF001


def one(tx: Part, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """The first row, or None."""
    return run(tx, sql, parameters).fetchone()


def for_update(tx: Part) -> str:
    """What ends a SELECT of rows about to be changed."""
    return tx._store.dialect.for_update  # noqa: SLF001


def cause(tx: Part, error: BaseException) -> StoreError | None:
    """Which of our errors a driver's error is."""
    return tx._store.dialect.cause(error)  # noqa: SLF001
