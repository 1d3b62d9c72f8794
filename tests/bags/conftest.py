"""A store with bag storage's tables and three compartments; no desk, no screen. Whole visits are in `tests/journeys/bags`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

import kiosk.plugins.bags
from kiosk.core.clock import ManualClock
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.bags import checks
from kiosk.plugins.bags.limits import Limits
from kiosk.plugins.bags.reading import deposit, deposits
from kiosk.plugins.bags.records import Deposit, Storing
from kiosk.plugins.bags.storing import begin, open_door, stored
from kiosk.testing.ready_store import put_ready_store
from tests.store.postgres_server import PostgresServer

T = TypeVar("T")

FOLDER = Path(kiosk.plugins.bags.__file__).parent
NOON_MS = 1_795_320_000_000
"""Sunday 2026-11-22 12:00 in Shanghai."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
KIOSK = "01900000-0000-7000-8000-000000000001"


class Books:
    """Verbs over one store, as one customer's session at position "front"."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store = store
        self.clock = clock
        self.limits = Limits(collect_by="22:00")
        self.context = Context(actor="customer", position="front", session_id="s1", plugin="bags")
        self.places: dict[int, str] = {}

    def write(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return self.store.write_now(function, *args, context=self.context, **kwargs)

    def read(self, function: Callable[..., T], *args: Any) -> T:
        return self.store.read_now(function, *args)

    def prepare(self, function: Callable[[Transaction], T]) -> T:
        """As the host itself: not limited to the plugin's tables."""
        return self.store.write_now(function, context=Context())

    def add_place(self, number: int, *holds: str, **how: Any) -> None:
        made = self.prepare(lambda tx: tx.put_place("wall", number, holds=holds or ("bag",), **how))
        self.places[number] = made.id

    def shut(self) -> dict[str, str]:
        """Every door locked."""
        return dict.fromkeys(self.places.values(), "locked")

    def begin(self, kind: str = "bag") -> Storing:
        begun = self.write(begin, kind, self.shut(), self.limits, SHANGHAI)
        assert isinstance(begun, Storing), begun
        return begun

    def store_bag(self) -> Storing:
        """Stored, with the door still standing open and the place held."""
        begun = self.begin()
        opening = self.write(open_door, begun.deposit.id, begun.reservation_id)
        self.prepare(lambda tx: tx.end_operation(opening.operation_id, "done"))
        self.write(stored, begun.deposit.id)
        return begun

    def deposit(self, deposit_id: str) -> Deposit:
        return self.read(lambda _tx: deposit(deposit_id))

    def all(self) -> list[Deposit]:
        return self.read(lambda _tx: deposits("opening", "void", "stored", "collected", "removed"))

    def place(self, number: int) -> Any:
        return self.read(lambda tx: tx.place(self.places[number]))

    def events(self) -> list[str]:
        return [entry.event for entry in self.read(lambda tx: tx.journal_entries())]

    def findings(self) -> list[str]:
        return [finding.code for finding in self.read(checks.check)]


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return str(tmp_path / "kiosk.db")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be made, on each database."""
    if request.param == "sqlite":
        return str(tmp_path / "kiosk.db")
    server: PostgresServer = request.getfixturevalue("server")
    return server.new_database()


def open_books(url: str, kiosk_id: str = KIOSK) -> Books:
    clock = ManualClock(NOON_MS)
    if "://" not in url:
        put_ready_store(Path(url), ("bags", FOLDER / "migrations"))
    store = Store.open(url, clock, kiosk_id=kiosk_id)
    store.migrate("bags", FOLDER / "migrations")
    return Books(store, clock)


@pytest.fixture
def books(sqlite_url: str) -> Iterator[Books]:
    """Three compartments: 1 and 2 small, 3 large."""
    books = open_books(sqlite_url)
    books.add_place(1)
    books.add_place(2)
    books.add_place(3, "bag", "large_bag")
    yield books
    books.store.close()
