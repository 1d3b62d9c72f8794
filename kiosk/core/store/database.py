"""Opening the store and running functions in its transactions.

One thread writes and one reads, each with a connection of its own; nothing else ever connects. A write
function gets a `Transaction`, returns plain data, and is done when its commit is on the disk; whatever it
raises undoes all of it. A failed write is never tried again from here: who asked knows whether that is right.

Left out: reports (a process of their own) and any cache. The writer's own slot for the watcher has its place
in `_write`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from kiosk.core.calendar import OpeningHours
from kiosk.core.clock import BusinessDay, Clock
from kiosk.core.identity import IdentityRules
from kiosk.core.records import Context, Operation, StaffRules
from kiosk.core.shifts import CounterRules
from kiosk.core.store import errors
from kiosk.core.store.current import current
from kiosk.core.store.dialect import Dialect
from kiosk.core.store.kiosk_row import find_kiosk, find_or_make_kiosk
from kiosk.core.store.lighting import LightSet
from kiosk.core.store.migrate import CORE_MIGRATIONS, RESERVED, check_applied, migrate
from kiosk.core.store.sqlite import Sqlite
from kiosk.core.store.transaction import Transaction
from kiosk.core.store.worker import Worker

log = logging.getLogger(__name__)

T = TypeVar("T")

SYSTEM = Context()
"""The context of whatever nobody in particular asked for."""


class Store:
    """The open store. Made by `Store.open`; `close()` ends it."""

    def __init__(self, dialect: Dialect, clock: Clock, kiosk_id: str | None, day: BusinessDay) -> None:
        self.dialect = dialect
        self._held = dialect.hold()
        self.clock = clock
        self.kiosk_id = kiosk_id or ""
        self.kiosk_number = 0
        self.day = day
        self.hours = OpeningHours.always()
        """The site's hours, as the desk sets them; without a desk the site counts as open."""
        self.staff_rules = StaffRules()
        """What the site's settings say of staff, as the desk sets them."""
        self.counter = CounterRules()
        """What the site's settings say of its counter, as the desk sets them."""
        self.identity = IdentityRules()
        """To which key buyers' identity records are sealed, as the desk sets it; none without one."""
        self.permits: Callable[[str, str], bool] = _nothing
        """Whether a plugin was given a permission in its `plugin.toml`, as the host of the plugins knows it."""
        self.probe: Callable[[str], None] | None = None
        """Crash tests' hook, on the writer thread: "before commit", "after commit". None in production."""
        self.migrations: dict[str, Path] = {}
        """Whose migrations have been run, and where they are: `kiosk check` makes the expected schema of them."""
        self.reads_only = False
        """Whether nothing can be written with it (`open_to_read`)."""
        self._glancing = 0
        """The thread of the event loop, once it has a connection of its own for look-ups."""
        self._callbacks: list[Callable[[list[Operation]], None]] = []
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._lamps: list[Callable[[list[LightSet]], None]] = []
        self._writer = Worker("store-writer", self._begin_writing, dialect.disconnect)
        self._reader = Worker("store-reader", self._begin_reading, dialect.disconnect)

    @classmethod
    def open(
        cls,
        where: str | Path,
        clock: Clock,
        *,
        kiosk_id: str | None = None,
        zone: str = "Asia/Shanghai",
        business_day_starts: str = "04:00",
    ) -> Store:
        """Open (and bring up to date, or make) the store in a SQLite file or at a `postgresql://` URL.

        A SQLite file knows its own kiosk's id and makes one when it is new; a database shared by several
        kiosks must be told (`ids.kiosk_identity`). Raises HistoryNewer for data of a newer release,
        StoreUnavailable, StoreBroken.
        """
        store = cls(_dialect_for(where), clock, kiosk_id, BusinessDay(zone, business_day_starts))
        try:
            store._writer.start()
            store._reader.start()
        except BaseException:
            store._writer.stop()
            store._let_go()
            raise
        return store

    @classmethod
    def open_to_read(
        cls,
        where: str | Path,
        clock: Clock,
        *,
        kiosk_id: str | None = None,
        zone: str = "Asia/Shanghai",
        business_day_starts: str = "04:00",
    ) -> Store:
        """Open an existing store for `read` and `read_now` alone, beside a desk that runs: nothing is migrated and nothing
        written, and `migrate` only looks whether everything has been run.

        Raises MigrationRefused for data that this release has yet to bring up to date, HistoryNewer, StoreUnavailable.
        """
        store = cls(_dialect_for(where), clock, kiosk_id, BusinessDay(zone, business_day_starts))
        store.reads_only = True
        store._writer.stop()  # it is never started: whoever writes gets StoreClosed
        try:
            store._reader.start()
            store._reader.call(store._find_out)
        except BaseException:
            store._reader.stop()
            store._let_go()
            raise
        return store

    def _find_out(self) -> None:
        with translated(self.dialect):
            check_applied(self.dialect, "", CORE_MIGRATIONS)
            self.migrations[""] = CORE_MIGRATIONS
            self.kiosk_id, self.kiosk_number = find_kiosk(self.dialect, self.kiosk_id)

    @property
    def busy(self) -> bool:
        """Whether an event loop waits for one of its threads."""
        return bool(self._writer.awaited or self._reader.awaited)

    def close(self) -> None:
        """Finish what was asked for, then close the connections; on the thread of the event loop."""
        if self._glancing == threading.get_ident():
            self.dialect.disconnect()
            self._glancing = 0
        self._reader.stop()
        self._writer.stop()
        self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.release()

    async def write(
        self,
        function: Callable[..., T],
        *arguments: Any,
        context: Context = SYSTEM,
        **keywords: Any,
    ) -> T:
        """Run `function(tx, …)` in one transaction on the writer thread; returns when it is on the disk.

        Whatever it raises is raised here, and nothing of it was written. If the caller is cancelled before
        the function has begun, it never runs; after that it runs to its end, and what it did is in the store.
        """
        return await self._writer.do(lambda: self._write(function, arguments, keywords, context))

    async def read(
        self,
        function: Callable[..., T],
        *arguments: Any,
        context: Context = SYSTEM,
        **keywords: Any,
    ) -> T:
        """Run `function(tx, …)` on a read-only connection, on one snapshot of the data.

        Where the database is a file, at once and on this thread: a look-up takes microseconds, and two switches
        of threads would take longer. What reads for long (reports, `check`) has no business on an event loop.
        """
        if not self.dialect.reads_at_once:
            return await self._reader.do(lambda: self._read(function, arguments, keywords, context))
        if self._glancing != threading.get_ident():
            self._begin_reading()
            self._glancing = threading.get_ident()
        return self._read(function, arguments, keywords, context)

    async def read_apart(
        self,
        function: Callable[..., T],
        *arguments: Any,
        context: Context = SYSTEM,
        **keywords: Any,
    ) -> T:
        """`read` for what may take longer than a blink (a report on the screen): on the reader's own thread, whatever the
        database is, so that no visit waits for it."""
        return await self._reader.do(lambda: self._read(function, arguments, keywords, context))

    def write_now(
        self,
        function: Callable[..., T],
        *arguments: Any,
        context: Context = SYSTEM,
        **keywords: Any,
    ) -> T:
        """`write` for code without an event loop (the command line); blocks."""
        return self._writer.call(lambda: self._write(function, arguments, keywords, context))

    def read_now(
        self,
        function: Callable[..., T],
        *arguments: Any,
        context: Context = SYSTEM,
        **keywords: Any,
    ) -> T:
        """`read` for code without an event loop; blocks."""
        return self._reader.call(lambda: self._read(function, arguments, keywords, context))

    def on_commit(self, callback: Callable[[list[Operation]], None]) -> None:
        """Have `callback` called on the writer thread after each commit, with the operations it intended."""
        self._callbacks.append(callback)

    def on_lights(self, callback: Callable[[list[LightSet]], None]) -> None:
        """Have `callback` called on the writer thread after each commit that set lights, with them."""
        self._lamps.append(callback)

    def on_record(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Have `listener` called on the writer thread after each commit that journaled something, with the families of
        the events ("lending")."""
        self._listeners.append(listener)

    def migrate(self, owner: str, directory: Path) -> list[str]:
        """Run a plugin's pending migrations, limited to its own tables (`<owner>_…`); returns what ran.

        Raises MigrationRefused with the reason; a refused or failed migration leaves nothing behind.
        """
        if self.reads_only:
            self._reader.call(lambda: check_applied(self.dialect, owner, directory))
            self.migrations[owner] = directory
            return []
        applied = self._writer.call(lambda: migrate(self.dialect, owner, directory, self.clock))
        self.migrations[owner] = directory
        return applied

    def maintain(self, job: Callable[[Dialect], T]) -> T:
        """Run a job of the store's own (`check`) on the writer thread (the reader's, where nothing is written), outside of any
        transaction; blocks."""
        worker = self._reader if self.reads_only else self._writer
        return worker.call(lambda: job(self.dialect))

    # --------------------------------------------------------------------------- on the threads

    def _begin_writing(self) -> None:
        with translated(self.dialect):
            self.dialect.connect(read_only=False)
            migrate(self.dialect, "", CORE_MIGRATIONS, self.clock)
            self.migrations[""] = CORE_MIGRATIONS
            self.kiosk_id, self.kiosk_number = find_or_make_kiosk(self.dialect, self.clock, self.kiosk_id)

    def _begin_reading(self) -> None:
        with translated(self.dialect):
            self.dialect.connect(read_only=True)

    def _write(
        self, function: Callable[..., T], arguments: Sequence[Any], keywords: dict[str, Any], context: Context
    ) -> T:
        dialect = self.dialect
        with translated(dialect):
            dialect.begin(read_only=False)
            tx = Transaction(self, context)
            try:
                result = self._run(function, tx, arguments, keywords)
                if self.probe is not None:
                    self.probe("before commit")
                dialect.commit()
            except BaseException:
                dialect.rollback()
                raise
        if self.probe is not None:
            self.probe("after commit")
        self._tell(self._callbacks, tx.effects)
        if tx.lights:
            self._tell(self._lamps, tx.lights)
        if tx.families:
            self._tell(self._listeners, frozenset(tx.families))
        return result

    def _tell(self, listeners: Sequence[Callable[[T], None]], what: T) -> None:
        for listener in listeners:
            try:
                listener(what)
            except Exception:
                # The rows are there: whoever waits for them must be told so, whatever a listener makes of it.
                log.exception("a listener of the store failed after a commit")

    def _read(
        self, function: Callable[..., T], arguments: Sequence[Any], keywords: dict[str, Any], context: Context
    ) -> T:
        dialect = self.dialect
        with translated(dialect):
            dialect.begin(read_only=True)
            tx = Transaction(self, context)
            try:
                result = self._run(function, tx, arguments, keywords)
                if tx.lights:
                    raise errors.NotAllowed("a light is set in a write and not in a read")
                return result
            finally:
                dialect.rollback()

    def _run(
        self, function: Callable[..., T], tx: Transaction, arguments: Sequence[Any], keywords: dict[str, Any]
    ) -> T:
        database = self.dialect.database
        if tx.context.plugin in RESERVED:
            raise errors.NotAllowed(f"{tx.context.plugin!r} cannot own tables")
        self.dialect.acting_for(tx.context.plugin)
        current.enter(database)
        # Peewee must know that it is inside a transaction: its `atomic` then makes a savepoint.
        database.push_transaction(tx)
        try:
            return function(tx, *arguments, **keywords)
        finally:
            database.pop_transaction()
            current.enter(None)
            self.dialect.acting_for("")


def _nothing(_plugin: str, _permission: str) -> bool:
    """Where no host of plugins is, no plugin was given anything."""
    return False


def _dialect_for(where: str | Path) -> Dialect:
    if str(where).startswith(("postgresql://", "postgres://")):
        from kiosk.core.store.postgres import Postgres

        return Postgres(str(where))
    return Sqlite(Path(where))


class translated:  # noqa: N801  reads as a word in `with`
    """Turns the driver's errors into ours on the way out."""

    __slots__ = ("_dialect",)

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, errors.StoreError):
            return
        cause = self._dialect.cause(error)
        if cause is not None:
            raise cause from error
