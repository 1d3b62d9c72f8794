"""What the store needs of a database, so that everything above this line is the same for both.

`sqlite*.py` and `postgres*.py` are the only files that know which one it is. SQL is written once, with `?` for
parameters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

import peewee

from kiosk.core.store import errors
from kiosk.core.store.held import Held


class Dialect(ABC):
    """One database: its connections (one for each thread that connects), its transactions, its walls."""

    name: ClassVar[str]
    one_kiosk: ClassVar[bool]
    """Whether a database belongs to one box, or may be shared by a mall's."""
    integer: ClassVar[str]
    big: ClassVar[str]
    blob: ClassVar[str]
    sequence: ClassVar[str]
    """A primary key that the database counts by itself."""
    strict: ClassVar[str]
    """What closes a CREATE TABLE."""
    strict_compact: ClassVar[str]
    """The same for a table that is kept in the order of its primary key."""
    for_update: ClassVar[str]
    """Ends a SELECT of rows about to be changed, so that two kiosks take turns; empty where writers take
    turns anyway.
    """

    reads_at_once: ClassVar[bool]
    """Whether a look-up is quicker than handing it to another thread would be."""

    database: peewee.Database

    def hold(self) -> Held | None:
        """Say that the store is open, where somebody could put another in its place; until it is released."""
        return None

    @abstractmethod
    def connect(self, *, read_only: bool) -> None:
        """Open this thread's connection."""

    @abstractmethod
    def disconnect(self) -> None:
        """Close this thread's connection, if it has one."""

    @abstractmethod
    def begin(self, *, read_only: bool) -> None:
        """Begin a transaction on this thread's connection (and connect again where a connection was lost)."""

    @abstractmethod
    def commit(self) -> None:
        """Make it durable: returns after the fsync."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo it; nothing to do when the database has already done so."""

    @abstractmethod
    def run(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Run one of the store's own statements; returns a DB-API cursor."""

    @abstractmethod
    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one of the store's own statements for many rows."""

    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether this thread's transaction still stands."""

    @abstractmethod
    def sound(self) -> bool:
        """Whether it stands, and nothing has failed in it that would make every further statement fail."""

    @abstractmethod
    def acting_for(self, plugin: str) -> None:
        """From now on, statements that are not the store's own are this plugin's ("" for nobody's)."""

    @abstractmethod
    def migrating(self, owner: str) -> AbstractContextManager[None]:
        """DDL is allowed within: on all tables but the append-only ones, or on `owner`'s tables only."""

    @abstractmethod
    def apart(self) -> AbstractContextManager[Dialect]:
        """An empty place of the same kind, in a transaction that is rolled back in the end."""

    @abstractmethod
    def rebuilding(self) -> AbstractContextManager[None]:
        """Around a migration's whole transaction: references are not enforced while a table is rebuilt, and
        looked at after.
        """

    @abstractmethod
    def extending(self, table: str) -> AbstractContextManager[None]:
        """Within a core migration: this append-only table may be given a new column."""

    @abstractmethod
    def widen(self, table: str, column: str, before: str, after: str) -> None:
        """Within a core migration: the CHECK of a column, written as `before`, becomes `after`, which allows more. The rows
        stay as they are.
        """

    @abstractmethod
    def ledgers(self) -> list[str]:
        """The append-only tables."""

    @abstractmethod
    def append_only(self, table: str) -> None:
        """Make a table refuse UPDATE, DELETE, REPLACE (and TRUNCATE, where there is such a thing)."""

    @abstractmethod
    def rules(self) -> Sequence[str]:
        """Statements that make the core's rules: the journal's chain, and what a movement does to stock."""

    @abstractmethod
    def ledger_rules(self) -> Sequence[str]:
        """Statements that make the ledger's rules: what a transfer does to accounts, and a month that is closed."""

    @abstractmethod
    def void_card_rules(self) -> Sequence[str]:
        """Statements by which no member gets the number of a card that has ended."""

    @abstractmethod
    def identity_rules(self) -> Sequence[str]:
        """Statements that keep buyers' identity records as they were made, but for the day until which they are kept, and their
        emptying."""

    @abstractmethod
    def ledger_day_rules(self) -> Sequence[str]:
        """Statements that make a transfer count on its day, where it moves what lies at a counter."""

    @abstractmethod
    def no_identity_number(self, column: str) -> str:
        """A CHECK expression: the value is not shaped like a PRC identity number (as
        `personal.identity_number` has it).
        """

    @abstractmethod
    def no_long_number(self, column: str) -> str:
        """A CHECK expression: nowhere in the value are 17 digits in a row."""

    @abstractmethod
    def describe(self) -> dict[str, str]:
        """The live schema as comparable text, by object."""

    @abstractmethod
    def loose_tables(self) -> list[str]:
        """Tables that do not hold their columns to a type."""

    @abstractmethod
    def foreign_keys(self) -> list[tuple[str, str]]:
        """Every reference, as (table, table it refers to)."""

    @abstractmethod
    def broken_references(self) -> list[str]:
        """Tables with rows that refer to rows which are not there."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database's own check of its files finds; empty when all is well."""

    @abstractmethod
    def cause(self, error: BaseException) -> errors.StoreError | None:
        """Which of our errors a driver's error is; None when it is not the driver's."""


def original(error: BaseException) -> BaseException:
    """The driver's own error behind peewee's."""
    inner = getattr(error, "orig", None) if isinstance(error, peewee.PeeweeException) else None
    return inner if isinstance(inner, BaseException) else error


def constraint_cause(words: str) -> errors.StoreError:
    """What a refused row means; the words are those of our own triggers and named checks, the same on both
    databases.
    """
    if "append-only" in words or "out of chain" in words:
        return errors.AppendOnly(words)
    if "place_holds_its_capacity" in words:
        return errors.PlaceFull("")
    if "ledger_account_is_not_overdrawn" in words or "ledger_lot_is_not_overdrawn" in words:
        return errors.Overdrawn(words)
    if "the month is closed" in words:
        return errors.MonthClosed(words)
    if "is elsewhere" in words:
        return errors.ItemElsewhere(words)
    return errors.ConstraintBroken(words)
