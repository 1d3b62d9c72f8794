"""What was begun and how it ended: the device process's own durable record.

The desk keeps the intention; this file keeps the one fact that only the device process can know: whether the pulse was about
to be given when it died. `begun` reaches the disk before the pulse, `ended` after it. So an operation found begun and not
ended at the next start is *uncertain*, is said to be so, and is never repeated. One that the desk asks about and that is not
here was never executed; asking records that, so that a command that was still on its way cannot be executed after the answer.

A file of lines and not a database: two appends for each operation, nothing to migrate, readable with `less` in an emergency.
A last line that a power cut tore is dropped at the start. Old lines are dropped only there, by count and age together:
a box whose clock was wrong must not forget what it did this morning.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal, TypeAlias

import msgspec

from kiosk.drivers.port import OperationRepeated, RecordTaken, RecordUnwritable

Outcome: TypeAlias = Literal["done", "failed", "uncertain"]

KEEP_DAYS = 30
KEEP_OPERATIONS = 10_000
"""What a start keeps: everything younger than the days, and the newest operations however old."""

MAXIMUM_ID = 200
"""Characters of an operation id that are accepted; ours have 36."""

log = logging.getLogger("kiosk.devices")


class Entry(msgspec.Struct, omit_defaults=True):
    """One line: an operation was begun (`outcome` empty) or has ended. `at` is UTC in milliseconds, for people only."""

    operation: str
    at: int
    outcome: Literal["", "done", "failed", "uncertain"] = ""
    subject: str = ""
    reason: str = ""
    spoiled: bool = False


_DECODER = msgspec.json.Decoder(Entry)


class OperationsLog:
    """The record in one file. Safe from any thread; one process at a time."""

    def __init__(self, path: Path, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._path = path
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._interrupted: dict[str, Entry] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        self._held = _hold(path.with_suffix(".lock"))
        try:
            self._load()
            self._file: IO[bytes] = self._compact()
        except BaseException:
            os.close(self._held)
            raise

    # ------------------------------------------------------------------------------------------ writing

    def begin(self, operation: str, subject: str) -> None:
        """Record that this operation is about to be executed; on the disk when it returns.

        Raises `OperationRepeated` when it was begun or ended before, `RecordUnwritable` when it cannot be recorded.
        """
        with self._lock:
            if operation in self._entries:
                raise OperationRepeated(operation)
            self._append(Entry(operation, self._now_ms(), subject=subject))

    def end(self, operation: str, outcome: Outcome, reason: str = "", *, spoiled: bool = False) -> bool:
        """Record how it ended; False when an ending is there already (the first one is final).

        When the disk refuses, the ending is kept in memory: after a restart the operation will be uncertain,
        which is the truth then.
        """
        with self._lock:
            known = self._entries.get(operation)
            if known is not None and known.outcome:
                return False
            entry = Entry(operation, self._now_ms(), outcome, known.subject if known else "", reason, spoiled)
            self._interrupted.pop(operation, None)
            try:
                self._append(entry)
            except RecordUnwritable as fault:
                log.error("operations log: the end of an operation is not recorded: %s", fault)  # noqa: TRY400
                self._entries[operation] = entry
            return True

    # ------------------------------------------------------------------------------------------ asking

    def find(self, operation: str) -> Entry | None:
        """The newest entry of an operation: its ending, or its beginning while it is under way."""
        with self._lock:
            return self._entries.get(operation)

    def interrupted(self) -> dict[str, Entry]:
        """Operations begun by an earlier process, and not ended yet: to be settled by who can read a sensor."""
        with self._lock:
            return dict(self._interrupted)

    def close(self) -> None:
        """Close the file; nothing can be begun afterwards."""
        with self._lock:
            if not self._file.closed:
                self._file.close()
                os.close(self._held)

    # ------------------------------------------------------------------------------------------ the file

    def _append(self, entry: Entry) -> None:
        if self._file.closed:
            raise RecordUnwritable(f"{self._path} is closed")
        line = msgspec.json.encode(entry) + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        try:
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        except OSError as fault:
            self._forget_half(end)
            raise RecordUnwritable(f"{self._path}: {fault.strerror}") from fault
        self._entries[entry.operation] = entry

    def _forget_half(self, end: int) -> None:
        """Cut off what may have been half written, so that it cannot swallow the next line; without that, write no more."""
        try:
            self._file.truncate(end)
        except OSError:
            self._file.close()
            os.close(self._held)

    def _load(self) -> None:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        unreadable = 0
        for line in data.split(b"\n"):
            if not line:
                continue
            try:
                entry = _DECODER.decode(line)
            except msgspec.DecodeError:
                unreadable += 1
                continue
            known = self._entries.pop(
                entry.operation, None
            )  # popped, so that the order is that of the newest entry
            self._entries[entry.operation] = known if known is not None and known.outcome else entry
        if unreadable:
            log.warning(
                "operations log: %d unreadable line(s) dropped (a power cut tears the last one)", unreadable
            )
        self._interrupted = {key: entry for key, entry in self._entries.items() if not entry.outcome}

    def _compact(self) -> IO[bytes]:
        """Write what is kept to a new file, put it in the old one's place, and return it open for appending."""
        oldest = self._now_ms() - KEEP_DAYS * 86_400_000
        first_kept = len(self._entries) - KEEP_OPERATIONS
        self._entries = {
            key: entry
            for index, (key, entry) in enumerate(self._entries.items())
            if index >= first_kept or entry.at >= oldest or not entry.outcome
        }
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.writelines(msgspec.json.encode(entry) + b"\n" for entry in self._entries.values())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return self._path.open("ab", buffering=0)


def _hold(path: Path) -> int:
    """A lock that lasts as long as this process. Raises `RecordTaken`."""
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise RecordTaken(f"another device process is running (it holds {path})") from None
    return held
