"""The store's tests run on both databases: a fixture named `store` gives an open one of each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside the tests

from postgres_server import PostgresServer

from kiosk.core.clock import ManualClock
from kiosk.core.store.database import Store

KIOSK = "01900000-0000-7000-8000-000000000001"
OTHER_KIOSK = "01900000-0000-7000-8000-000000000002"

Opener = Callable[..., Store]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One cluster for the whole run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be made, once for each database."""
    if request.param == "sqlite":
        return str(tmp_path / "kiosk.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def open_store(where: str, clock: ManualClock) -> Iterator[Opener]:
    """Opens the store at `where`, as often as asked; all are closed at the end."""
    opened: list[Store] = []

    def opener(*, kiosk_id: str = KIOSK, at: str = where) -> Store:
        opened.append(Store.open(at, clock, kiosk_id=kiosk_id))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Opener) -> Store:
    """An open, empty store."""
    return open_store()


@pytest.fixture
def sqlite_store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    """An open, empty store, for what only SQLite has."""
    store = Store.open(tmp_path / "kiosk.db", clock, kiosk_id=KIOSK)
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres: PostgresServer, clock: ManualClock) -> Iterator[Store]:
    """An open, empty store, for what only PostgreSQL has."""
    store = Store.open(postgres.new_database(), clock, kiosk_id=KIOSK)
    yield store
    store.close()
