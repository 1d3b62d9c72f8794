"""Copying a SQLite store as a file: while a desk writes to it, and looking at a copy before anybody believes it.

The copy is SQLite's own online backup, a few pages at a time, out of one read transaction: writers go on in the WAL
meanwhile, and what they write is not in the copy, so that it never has to begin again. Left out: where copies go
(`kiosk.core.backup`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk.core.store import errors

PAGES = 256
"""A megabyte at a time, and a rest for whoever else wants the disk."""

BUSY_SECONDS = 5.0


class CopyFacts(msgspec.Struct, frozen=True):
    """What a copy says of itself: whose it is, and its journal's newest row."""

    kiosk_id: str
    seq: int
    at_ms: int


def copy_running(source: Path, target: Path, rest: Callable[[], None], *, pages: int = PAGES) -> None:
    """Copy what is committed at this moment into `target`, an empty file; `rest` is called after each step.

    Raises StoreError.
    """
    try:
        with (
            closing(_open(source, "mode=ro")) as here,
            closing(sqlite3.connect(target, timeout=BUSY_SECONDS, isolation_level=None)) as there,
        ):
            # Nobody reads it before it is whole and on the disk: a journal of its own would only be written twice.
            there.execute("PRAGMA journal_mode = off")
            there.execute("PRAGMA synchronous = off")
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master").fetchone()
            here.backup(there, pages=pages, progress=lambda *_done: rest())
    except sqlite3.Error as problem:
        raise _cause(problem) from problem


def facts_of(path: Path) -> CopyFacts:
    """Read a copy that nobody writes to, as it lies there. Raises StoreBroken for no database, or half of one; Unknown for a
    database that is no kiosk's."""
    try:
        with closing(_open(path, "mode=ro&immutable=1")) as here:
            tables = {name for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"kiosk", "journal", "core_migration"} <= tables:
                raise errors.Unknown("it is no kiosk's store")
            row = here.execute("SELECT number, id FROM kiosk").fetchone()
            if row is None:
                raise errors.Unknown("no kiosk has ever used it")
            newest = here.execute(
                "SELECT seq, at_ms FROM journal WHERE kiosk = ? ORDER BY seq DESC LIMIT 1", (row[0],)
            ).fetchone()
    except sqlite3.Error as problem:
        raise errors.StoreBroken(str(problem)) from problem
    return CopyFacts(row[1], *(newest or (0, 0)))


def fold(path: Path) -> None:
    """Bring what stands in the WAL into the file itself, so that it is whole by itself. Raises StoreError when it cannot be."""
    try:
        with closing(_open(path, "mode=rw")) as here:
            busy, *_pages = here.execute("PRAGMA wal_checkpoint(truncate)").fetchone()
            if busy:
                raise errors.StoreBusy(f"{path} is open")
    except sqlite3.Error as problem:
        raise _cause(problem) from problem


def to_the_medium(path: Path) -> None:
    """Have a file on its medium, and forgotten by this machine's memory: what is read next was written."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def folder_to_the_medium(folder: Path) -> None:
    """Have a folder's names on its medium."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _open(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _cause(problem: sqlite3.Error) -> errors.StoreError:
    code = (getattr(problem, "sqlite_errorcode", None) or 0) & 0xFF
    kinds: dict[int, type[errors.StoreError]] = {
        sqlite3.SQLITE_FULL: errors.StoreFull,
        sqlite3.SQLITE_BUSY: errors.StoreBusy,
        sqlite3.SQLITE_LOCKED: errors.StoreBusy,
        sqlite3.SQLITE_CORRUPT: errors.StoreBroken,
        sqlite3.SQLITE_NOTADB: errors.StoreBroken,
    }
    return kinds.get(code, errors.StoreUnavailable)(str(problem))
