"""The slot: a few bytes of shared memory in which the desk writes whose code it is about to run, and since
when.

The watcher reads it. A thread inside the desk could not: a plugin that holds the interpreter lock stops every
thread, and only another process is still there to see it and to name it. Writing costs about a microsecond,
so it is done around every step into a plugin's code.

One *lane* for each thread that runs plugins' code (the event loop, the store's writer, its reader), because
one may wait for another; and a heartbeat of the event loop for what no lane names. Times are CLOCK_MONOTONIC
nanoseconds, which all processes of a machine share.

A torn read is possible (there is no lock across processes) and harmless: `begun` is written last and cleared
first, and the watcher acts only on what it has seen twice.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from pathlib import Path
from typing import NamedTuple

LANES = ("loop", "writer", "reader")
"""The desk's threads that run plugins' code."""

_LANE = struct.Struct("<QQ40s40s")
_HEART = struct.Struct("<Q")
_SIZE = _HEART.size + len(LANES) * _LANE.size
_AT = tuple(_HEART.size + lane * _LANE.size for lane in range(len(LANES)))
_BEGUN = struct.Struct("<Q").pack
_CLEAR = _BEGUN(0)

MOST_KNOWN = 1000
"""Steps whose words are kept packed; a desk has a few dozen."""

Entry = tuple[bytes, bytes]
"""One lane: when its step has begun (`_CLEAR` where there is none), and the rest of it."""


class Step(NamedTuple):
    """One lane as the watcher sees it: whose code, doing what, since when, and how long it may take."""

    lane: str
    plugin: str
    during: str
    begun_ns: int
    allowed_ns: int

    def overdue(self, now_ns: int) -> bool:
        """Whether it has taken longer than it may."""
        return now_ns - self.begun_ns > self.allowed_ns


class Slot:
    """The desk's end: writes. `path` lies in the run folder; made anew at each start of the desk."""

    def __init__(self, path: Path) -> None:
        fresh = path.with_suffix(".new")
        fresh.write_bytes(bytes(_SIZE))
        fresh.chmod(0o640)
        with fresh.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE)
        self._words: dict[tuple[str, str, float], bytes] = {}
        nothing = bytes(_LANE.size - 8)
        self._entries: list[Entry] = [(_CLEAR, nothing) for _ in LANES]
        """What each lane holds, as only its own thread writes it."""
        fresh.replace(path)

    def enter(self, lane: int, plugin: str, during: str, allowed_seconds: float) -> Entry:
        """A step begins; returns what `leave` puts back, so that steps may nest."""
        before = self._entries[lane]
        words = self._words.get((plugin, during, allowed_seconds)) or self._pack(
            plugin, during, allowed_seconds
        )
        at = _AT[lane]
        if words is not before[1]:  # else they stand there already, from the last step
            self._memory[at : at + 8] = _CLEAR
            self._memory[at + 8 : at + _LANE.size] = words
        begun = _BEGUN(time.monotonic_ns())
        self._memory[at : at + 8] = begun
        self._entries[lane] = (begun, words)
        return before

    def leave(self, lane: int, before: Entry) -> None:
        """The step has ended."""
        at = _AT[lane]
        self._memory[at : at + 8] = _CLEAR
        if before[0] is _CLEAR:
            self._entries[lane] = (_CLEAR, self._entries[lane][1])
            return
        self._memory[at + 8 : at + _LANE.size] = before[1]
        self._memory[at : at + 8] = before[0]
        self._entries[lane] = before

    def _pack(self, plugin: str, during: str, allowed_seconds: float) -> bytes:
        if len(self._words) >= MOST_KNOWN:
            self._words.clear()
        packed = _LANE.pack(0, round(allowed_seconds * 1e9), _text(plugin), _text(during))[8:]
        self._words[plugin, during, allowed_seconds] = packed
        return packed

    def beat(self) -> None:
        """The event loop goes round."""
        self._memory[: _HEART.size] = _HEART.pack(time.monotonic_ns())

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()


class SlotReader:
    """The watcher's end: reads. Raises `FileNotFoundError` where no desk has made a slot."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.inode = os.fstat(file.fileno()).st_ino
            self._memory = mmap.mmap(file.fileno(), _SIZE, access=mmap.ACCESS_READ)

    def heartbeat_ns(self) -> int:
        """When the event loop last went round; 0 before its first time."""
        return int(_HEART.unpack_from(self._memory, 0)[0])

    def steps(self) -> list[Step]:
        """Every lane that is in somebody's code now."""
        found = []
        for number, lane in enumerate(LANES):
            begun, allowed, plugin, during = _LANE.unpack_from(
                self._memory, _HEART.size + number * _LANE.size
            )
            if begun:
                found.append(Step(lane, _words(plugin), _words(during), begun, allowed))
        return found

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()


def _text(words: str) -> bytes:
    return words.encode("utf-8", "replace")[:40]


def _words(raw: bytes) -> str:
    return raw.rstrip(b"\0").decode("utf-8", "replace")
