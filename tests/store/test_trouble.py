"""When the disk is full, the file is locked, or is not what it should be: a clear error, and nothing half
done.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest

from kiosk.core.store import errors, sqlite
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from tests.store.conftest import KIOSK, OTHER_KIOSK


def limited(store, pages):
    """As if the disk had room for so many more pages: SQLite's own error, from its own code."""

    def limit(dialect):
        connection = dialect.here.connection
        dialect.here.guard.at_ease = True
        count = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {count + pages}")
        dialect.here.guard.at_ease = False

    store.maintain(limit)


def fill(tx):
    for number in range(2000):
        tx.journal("test.filler", number=number)


def test_a_full_disk_is_told_and_nothing_is_half_done(sqlite_store):
    sqlite_store.write_now(lambda tx: tx.journal("test.noted"))
    limited(sqlite_store, 10)
    with pytest.raises(errors.StoreFull):
        sqlite_store.write_now(fill)
    assert len(sqlite_store.read_now(lambda tx: tx.journal_entries(limit=5000))) == 1
    limited(sqlite_store, 1_000_000)
    assert sqlite_store.write_now(lambda tx: tx.journal("test.noted")) == 2
    assert check(sqlite_store) == []


def test_who_swallows_that_the_disk_is_full_cannot_write_the_rest_by_itself(sqlite_store):
    """SQLite has undone the transaction by then; every further statement would commit on its own."""

    def swallows(tx):
        try:
            fill(tx)
        except Exception:  # noqa: BLE001  the point of the test
            pass
        tx.put_place("A", 1)

    limited(sqlite_store, 10)
    with pytest.raises(errors.StoreError):
        sqlite_store.write_now(swallows)
    assert sqlite_store.read_now(lambda tx: (tx.journal_entries(), tx.places())) == ([], [])


NO_SPACE = """
import resource, signal, sys
from pathlib import Path
from kiosk.core.clock import ManualClock
from kiosk.core.store import errors
from kiosk.core.store.database import Store

store = Store.open(Path(sys.argv[1]), ManualClock())
store.write_now(lambda tx: tx.journal("test.noted"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path(sys.argv[1] + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
try:
    store.write_now(lambda tx: [tx.journal("test.filler", number=number) for number in range(2000)])
except (errors.StoreFull, errors.StoreUnavailable) as error:
    print("told", type(error).__name__)
print(len(store.read_now(lambda tx: tx.journal_entries(limit=5000))))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(store.write_now(lambda tx: tx.journal("test.noted")))
store.close()
"""


def test_a_write_that_the_operating_system_refuses_is_told_too(tmp_path, clock):
    path = tmp_path / "kiosk.db"
    done = subprocess.run(
        [sys.executable, "-c", NO_SPACE, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-2:] == ["1", "2"]
    assert done.stdout.startswith("told")
    store = Store.open(path, clock)
    try:
        assert check(store) == []
    finally:
        store.close()


@pytest.mark.parametrize(("free", "means"), [(0, errors.StoreFull), (10_000_000, errors.StoreUnavailable)])
def test_a_disk_error_on_a_disk_without_room_is_told_as_that(sqlite_store, monkeypatch, free, means):
    """A desk that starts on a full disk cannot make the log beside its file: SQLite calls that an error of the disk."""
    usage = shutil.disk_usage(sqlite_store.dialect.path.parent)
    monkeypatch.setattr(sqlite.shutil, "disk_usage", lambda _folder: usage._replace(free=free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    assert type(sqlite_store.dialect.cause(error)) is means


def test_another_process_that_holds_the_file_makes_the_store_busy_not_broken(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    store = Store.open(tmp_path / "kiosk.db", clock)
    other = sqlite3.connect(tmp_path / "kiosk.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.StoreBusy):
            store.write_now(lambda tx: tx.journal("test.noted"))
        assert store.read_now(lambda tx: tx.journal_entries()) == [], "reading goes on meanwhile"
        other.execute("ROLLBACK")
        assert store.write_now(lambda tx: tx.journal("test.noted")) == 1
    finally:
        other.close()
        store.close()


def test_two_processes_on_one_file_take_turns(tmp_path, clock):
    stores = [Store.open(tmp_path / "kiosk.db", clock) for _ in range(2)]
    try:
        for _ in range(10):
            for store in stores:
                store.write_now(lambda tx: tx.journal("test.noted"))
        assert len(stores[0].read_now(lambda tx: tx.journal_entries())) == 20
        assert check(stores[1]) == []
    finally:
        for store in stores:
            store.close()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 100, bytes(8192)])
def test_a_file_that_is_no_database_is_told(tmp_path, clock, content):
    path = tmp_path / "kiosk.db"
    path.write_bytes(content)
    with pytest.raises(errors.StoreError):
        Store.open(path, clock)
    assert path.read_bytes()[:100] == content[:100], "and left alone"


def test_a_folder_that_is_not_there_is_told(tmp_path, clock):
    with pytest.raises(errors.StoreUnavailable):
        Store.open(tmp_path / "nowhere" / "kiosk.db", clock)


def test_another_kiosks_file_is_not_taken_for_ones_own(tmp_path, clock):
    Store.open(tmp_path / "kiosk.db", clock, kiosk_id=KIOSK).close()
    with pytest.raises(errors.StoreError, match=KIOSK):
        Store.open(tmp_path / "kiosk.db", clock, kiosk_id=OTHER_KIOSK)


def test_the_file_is_nobody_elses_to_read(sqlite_store):
    path = sqlite_store.dialect.path
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        assert name.stat().st_mode & 0o077 == 0, name


def test_every_connection_has_what_the_promises_rest_on(sqlite_store):
    def pragmas(dialect):
        dialect.here.guard.at_ease = True
        names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema")
        values = {name: dialect.here.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        dialect.here.guard.at_ease = False
        return values

    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }
    assert sqlite_store.maintain(pragmas) == expected


def test_nothing_is_left_running_or_lying_about_after_a_close(tmp_path, clock):
    import threading

    before = set(threading.enumerate())
    store = Store.open(tmp_path / "kiosk.db", clock)
    store.write_now(lambda tx: tx.journal("test.noted"))
    store.close()
    store.close()
    assert set(threading.enumerate()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.db"], "the log was folded in"


def test_the_trouble_behind_an_error_is_found_however_it_was_wrapped_and_a_circle_has_none():
    """A hostile plugin raises what came of itself: looking for the store's part in it must come to an end."""
    wrapped = RuntimeError("a plugin's own")
    wrapped.__cause__ = errors.StoreFull()
    assert errors.trouble_behind(wrapped) is wrapped.__cause__

    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert errors.trouble_behind(one) is None
