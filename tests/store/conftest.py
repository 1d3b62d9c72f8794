"""The store's tests run on both databases: a fixture named `store` gives an open one of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.store.database import Store
from kiosk.testing.ready_store import put_ready_store
from tests.store.lent import install
from tests.store.postgres_server import PostgresServer, database_of

KIOSK = "01900000-0000-7000-8000-000000000001"
OTHER_KIOSK = "01900000-0000-7000-8000-000000000002"

Opener = Callable[..., Store]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One cluster for the whole run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(postgres: PostgresServer) -> str:
    """The name of a database in which the store has been made and nothing has happened: copying it is
    quicker.
    """
    url = postgres.new_database()
    Store.open(url, ManualClock(), kiosk_id=KIOSK).close()
    return database_of(url)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@contextmanager
def place_on(database: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Where an empty store can be made, on one of the databases."""
    if database == "sqlite":
        put_ready_store(folder / "kiosk.db")
        yield str(folder / "kiosk.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("migrated"))
    yield url
    server.drop(url)


@pytest.fixture(params=BOTH)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty store can be made, once for each database."""
    with place_on(request.param, request, tmp_path) as place:
        yield place


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
    """An open, empty store, on each database."""
    return open_store()


@pytest.fixture
def sqlite_store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    """An open, empty store, for what only SQLite has, or where the database makes no difference."""
    put_ready_store(tmp_path / "kiosk.db")
    store = Store.open(tmp_path / "kiosk.db", clock, kiosk_id=KIOSK)
    yield store
    store.close()


@pytest.fixture
def postgres_store(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    """An open, empty store, for what only PostgreSQL has."""
    with place_on("postgres", request, tmp_path) as url:
        store = Store.open(url, clock, kiosk_id=KIOSK)
        yield store
        store.close()


@pytest.fixture
def lending(store: Store, tmp_path: Path) -> Store:
    """A store with two plugins' tables and one loan."""
    install(store, tmp_path)
    return store
