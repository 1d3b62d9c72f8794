"""Ending the mall's process, and the power with it.

A kill (SIGKILL) takes the process; what it had written stays. A power cut takes what no disk had confirmed too: of SQLite's
write-ahead log only what stood there at the last commit that was answered is sure, so the rest is cut off somewhere in its
middle, and the index beside the log, which lives in memory, is gone. Where the log begins anew in the very commit that was
under way, the old one has been brought into the file and confirmed there, and the log is emptied. Where SQLite had begun to
bring the commit into the file, its log was confirmed before (`sqlite3WalCheckpoint` syncs it first), and nothing of it is lost.

The worker says where it is in a page of memory that outlives it (`Meter`).
"""

from __future__ import annotations

import mmap
import os
import random
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path

_PAGE = struct.Struct("<qqqqq8s")
"""Visit, newest row of the journal that was answered, commits, whether one is under way, the log's frames before it, salt."""

_INDEX = struct.Struct("=IIIBBHIIII8s")
"""The head of SQLite's wal-index (walformat.html): … page size, frames, … salts."""

_ATTEMPTED = 128
"""Where the wal-index says how many frames a checkpoint has perhaps brought into the file (`nBackfillAttempted`)."""

_WAL_HEAD, _FRAME_HEAD = 32, 24


class Meter:
    """What the worker has said, in memory that it shares with whoever kills it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _PAGE.size)
        self._die = (0, "")

    # ------------------------------------------------------------------ the worker's side

    def visited(self, number: int) -> None:
        """A visit is over."""
        self._memory[0:8] = struct.pack("<q", number)

    def answered(self, head: int) -> None:
        """A transaction was committed, and whoever waited for it was told."""
        self._memory[8:16] = struct.pack("<q", head)

    def die_at(self, commits: int, moment: str) -> None:
        """The process ends itself at its so-manyth commit: "before commit" or "after commit"; never with 0."""
        self._die = (commits, moment)

    def probe(self, place: Path) -> Callable[[str], None]:
        """For `Store.probe`."""
        index = place.with_name(f"{place.name}-shm")
        count = 0

        def at(where: str) -> None:
            nonlocal count
            if where == "before commit":
                count += 1
                frames, salt = _index(index)
                self._memory[16:48] = struct.pack("<qqq8s", count, 1, frames, salt)
            else:
                self._memory[24:32] = struct.pack("<q", 0)
            if self._die == (count, where):
                os.kill(os.getpid(), signal.SIGKILL)

        return at

    # ------------------------------------------------------------------ the other side

    def clear(self) -> None:
        """Before another life; what was answered stays."""
        self._memory[16:48] = bytes(32)

    @property
    def visit(self) -> int:
        """The number of the newest visit that is over."""
        return int(_PAGE.unpack(self._memory[:])[0])

    @property
    def head(self) -> int:
        """The newest row of the journal that somebody was told of."""
        return int(_PAGE.unpack(self._memory[:])[1])

    @property
    def under_way(self) -> tuple[int, bytes] | None:
        """The log's frames and salt as they were before the commit that was under way; None when none was."""
        _visit, _head, _commits, under_way, frames, salt = _PAGE.unpack(self._memory[:])
        return (frames, salt) if under_way else None


def _index(place: Path) -> tuple[int, bytes]:
    try:
        with place.open("rb") as file:
            found = _INDEX.unpack(file.read(_INDEX.size))
    except (OSError, struct.error):
        return 0, bytes(8)
    return int(found[6]), bytes(found[10])


def _brought_into_the_file(index: Path) -> int:
    """How many frames of the log a checkpoint has perhaps written into the file already."""
    try:
        head = index.read_bytes()[: _ATTEMPTED + 4]
    except OSError:
        return 0
    return int.from_bytes(head[_ATTEMPTED:], sys.byteorder) if len(head) == _ATTEMPTED + 4 else 0


def cut_power(place: Path, meter: Meter, dice: random.Random) -> str:
    """After the process was killed: lose what no disk had confirmed. Says what was lost: "nothing", "a part", "the log"."""
    index = place.with_name(f"{place.name}-shm")
    brought = _brought_into_the_file(index)
    index.unlink(missing_ok=True)
    log = place.with_name(f"{place.name}-wal")
    before = meter.under_way
    if before is None or not log.exists() or log.stat().st_size < _WAL_HEAD:
        return "nothing"
    frames, salt = before
    with log.open("r+b") as file:
        head = file.read(_WAL_HEAD)
        size, end = int.from_bytes(head[8:12], "big"), log.stat().st_size
        if head[16:24] != salt:
            file.truncate(0)
            return "the log"
        sure = _WAL_HEAD + frames * (size + _FRAME_HEAD)
        if brought > frames or not _written(file, sure, salt, end):
            return "nothing"
        file.truncate(dice.randint(sure, max(sure, end - 1)))
    return "a part"


def _written(file, sure: int, salt: bytes, end: int) -> bool:
    """Whether a frame of this very log stands behind what is sure."""
    if sure + _FRAME_HEAD > end:
        return False
    file.seek(sure)
    return file.read(_FRAME_HEAD)[8:16] == salt
