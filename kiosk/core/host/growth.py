"""By how much the desk grew in each plugin's steps: memory, open files, threads.

These belong to the process and not to a plugin, and Python cannot say whose they are. What can be measured cheaply (a few
microseconds) is the process before and after a step: its highest resident memory, the lowest free descriptor, the
number of threads. Where many plugins are asked in a row, the reading after one is the reading before the next. A plugin's
account is the sum over its steps. When the *whole process* has grown by a limit, the plugin
whose account holds at least half of it is named; when nobody's does, nobody is named, and the desk only says that it grew
and starts anew when nobody is there.

What this cannot tell: what a plugin's own thread takes between steps; which of two that step at the same moment on two
threads took it; what the desk itself takes in the moment (`FRESH_SECONDS`) between two steps; memory that a step takes below
the highest mark of an earlier one; what a library keeps for several of them.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kiosk.core.host.limits import Limits

Kind = Literal["memory", "files", "threads"]

_PAGE = os.sysconf("SC_PAGESIZE")
_MB = 1024 * 1024


FRESH_SECONDS = 0.001
"""For how long a reading is still what the process is now."""


class Reading(NamedTuple):
    """The process at one moment: highest resident kilobytes, lowest free descriptor, threads."""

    peak_kb: int
    free: int
    threads: int


def read() -> Reading:
    """Measure; cheap enough for each step."""
    try:
        free = os.dup(2)
        os.close(free)
    except OSError:  # no descriptor is left at all
        free = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return Reading(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, free, threading.active_count())


class Account(msgspec.Struct):
    """What the process grew by in one plugin's steps."""

    memory: int = 0
    """Kilobytes."""
    files: int = 0
    threads: int = 0


class Excess(NamedTuple):
    """The process has grown beyond a limit; by whom, if anybody can be named."""

    kind: Kind
    plugin: str
    words: str
    urgent: bool = False
    """Twice the limit: nobody is waited for."""


class Growth:
    """The accounts of one desk, and the whole process against its limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._accounts: dict[str, Account] = {}
        self._base: dict[Kind, int] = {}
        self._last = Reading(0, 0, 0)
        self._read_at = 0.0

    def begin(self) -> None:
        """The desk serves: from here on it is measured what it grows by."""
        self._base = whole()
        self._accounts.clear()

    def before(self) -> Reading:
        """A step begins."""
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            return read()
        return self._last

    def stepped(self, plugin: str, before: Reading) -> None:
        """A step has ended."""
        now = self._last = read()
        self._read_at = time.monotonic()
        if now == before:
            return
        account = self._accounts.setdefault(plugin, Account())
        account.memory += max(0, now.peak_kb - before.peak_kb)
        account.files += now.free - before.free
        account.threads += now.threads - before.threads

    def excess(self) -> Excess | None:
        """What is too much now, if anything is."""
        if not self._base:
            return None
        now = whole()
        limits: dict[Kind, int] = {
            "memory": self._limits.memory_mb,
            "files": self._limits.files,
            "threads": self._limits.threads,
        }
        for kind, limit in limits.items():
            grown = now[kind] - self._base[kind]
            if grown > limit:
                name, part = self._whose(kind)
                if part * 2 >= limit:
                    words = f"the desk grew by {grown} {_UNITS[kind]}, {part} of them in its steps"
                    return Excess(kind, name, words, grown > 2 * limit)
                words = f"the desk grew by {grown} {_UNITS[kind]}, in nobody's steps"
                return Excess(kind, "", words, grown > 2 * limit)
        return None

    def _whose(self, kind: Kind) -> tuple[str, int]:
        parts = {
            name: account.memory // 1024 if kind == "memory" else getattr(account, kind)
            for name, account in self._accounts.items()
        }
        name = max(parts, key=lambda name: parts[name], default="")
        return name, parts.get(name, 0)


_UNITS: dict[Kind, str] = {"memory": "MB", "files": "open files", "threads": "threads"}


def whole() -> dict[Kind, int]:
    """The whole process now: resident megabytes, open files, threads."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return {
        "memory": pages * _PAGE // _MB,
        "files": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "threads": threading.active_count(),
    }
