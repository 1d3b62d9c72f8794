"""Safe mode: a desk that serves without the plugins that may be keeping it from starting.

A *mark* in the data folder says, before any plugin is loaded, that a start has begun; it is taken away when the desk has
served steadily for a while. A start that finds one knows that the one before it did not get there, and counts:

- one unfinished start with a plugin named for it (the watcher, the stack, or the slot says whose code it was in) puts that
  plugin aside, and the count begins anew: the cause has been dealt with (`strikes`);
- more unfinished starts in a row than `[host] unfinished_starts`, or desks that died soon after each start more often than
  `short_lives`, lead to safe mode: only what was reviewed (our own plugins) is loaded; and when that start does not finish
  either, nothing is.

A power cut during a start is an unfinished start, because a plugin can freeze a machine; one is forgiven, and so are two. A
power cut while the desk serves counts for nothing: the mark remembers which boot it was made in.

Safe mode itself is a second file, so that it outlasts restarts until staff leave it. Both are files of the box and not rows
of the store: boxes may share a database, and each has its own machine to fear for.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from kiosk.core.host.discovery import RESIDENTS, Candidate
from kiosk.core.host.trouble import because

log = logging.getLogger(__name__)

Level = Literal["", "reviewed", "none"]
"""What is loaded: everything; only our own; nothing at all."""

Why = Literal["asked", "unfinished", "short"]
"""By the command line; starts that did not finish; desks that died soon after their start."""

_T = TypeVar("_T")


class Mark(msgspec.Struct, frozen=True):
    """A start that has begun. `starts` in a row have (this one too), after `short` that served but not for long."""

    boot: str
    starts: int = 1
    short: int = 0
    serving: bool = False
    level: Level = ""


class SafeMode(msgspec.Struct, frozen=True):
    """That the desk is in safe mode, why, and since when (UTC milliseconds; 0: only this start)."""

    level: Level = ""
    why: Why = "asked"
    since_ms: int = 0

    def __bool__(self) -> bool:
        return self.level != ""

    def holds_back(self, candidate: Candidate) -> str:
        """Why this plugin is not to be loaded; empty when it is."""
        if self.level == "none" or (self.level == "reviewed" and not candidate.module.startswith(RESIDENTS)):
            return because("safe mode", SAID[self.why])
        return ""


SAID: dict[Why, str] = {
    "asked": "the desk was started with --safe",
    "unfinished": "the desk did not finish its start several times in a row",
    "short": "the desk ended soon after its start several times in a row",
}


class Starts:
    """The mark and the file of one box. The desk begins one start, and ends it when it serves or stops."""

    def __init__(self, data: Path, *, boot: str, unfinished_starts: int, short_lives: int) -> None:
        """`unfinished_starts` and `short_lives`: how many are forgiven in a row; 0 forgives all of them."""
        self._mark_file, self._safe_file = data / "starting.json", data / "safe-mode.json"
        self._boot = boot
        self._unfinished, self._short = unfinished_starts, short_lives
        self._mark: Mark | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the start before this one did not finish, where that is of interest; asked before `begin`."""
        mark = _read(self._mark_file, Mark)
        return mark is not None and not mark.serving and self._unfinished > 0

    def begin(self, now_ms: int, *, asked: Level = "", named: bool = False) -> SafeMode:
        """A start begins; returns what may be loaded. `named`: a plugin was put aside for what happened before.

        Durable before it returns. Raises OSError where the data folder cannot be written.
        """
        before = None if named else _read(self._mark_file, Mark)
        mark = self._count(before)
        kept = _read(self._safe_file, SafeMode) or SafeMode()
        why: Why | None = None
        if self._unfinished and mark.starts > self._unfinished:
            why = "unfinished"
        elif self._short and mark.short >= self._short:
            why = "short"
        if before is not None and before.level == "reviewed" and not before.serving:
            kept = SafeMode("none", "unfinished", now_ms)  # also what was reviewed does not start
            _write(self._safe_file, kept)
        elif why is not None and not kept:
            kept = SafeMode("reviewed", why, now_ms)
            _write(self._safe_file, kept)
        if asked and (not kept or asked == "none"):
            kept = SafeMode(asked)
        self._mark = msgspec.structs.replace(mark, level=kept.level, starts=1 if why else mark.starts)
        _write(self._mark_file, self._mark)
        if kept:
            log.error("safe mode (%s): %s", kept.level, SAID[kept.why])
        return kept

    def _count(self, before: Mark | None) -> Mark:
        if before is None:
            return Mark(self._boot)
        if not before.serving:
            return Mark(self._boot, before.starts + 1, before.short)
        return Mark(self._boot, 1, before.short + 1 if before.boot == self._boot else 0)

    def serves(self) -> None:
        """The desk serves. What happens from here on is no unfinished start."""
        if self._mark is not None:
            self._mark = msgspec.structs.replace(self._mark, serving=True, starts=1)
            _write(self._mark_file, self._mark)

    def steady(self) -> None:
        """It has served for a while, or stops in order: nothing is counted any more."""
        self._mark = None
        self._mark_file.unlink(missing_ok=True)

    def refused(self) -> None:
        """This start ended in order for a reason of its own (another desk listens already): it counts for nothing."""
        mark, self._mark = self._mark, None
        if mark is None:
            return
        if mark.starts > 1:
            _write(self._mark_file, msgspec.structs.replace(mark, starts=mark.starts - 1))
        else:
            self._mark_file.unlink(missing_ok=True)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Around loading plugins while the desk serves: one that ends it leaves the mark of an unfinished start."""
        before = self._mark
        _write(self._mark_file, msgspec.structs.replace(before or Mark(self._boot), serving=False))
        try:
            yield
        finally:
            if before is None:
                self.steady()
            else:
                _write(self._mark_file, before)

    def leave(self) -> None:
        """Staff say that the desk is to load everything again."""
        self._safe_file.unlink(missing_ok=True)
        if self._mark is not None:
            self._mark = Mark(self._boot, serving=self._mark.serving)


def kept_safe_mode(data: Path) -> SafeMode:
    """What a box's data folder says of safe mode; for commands beside the desk."""
    return _read(data / "safe-mode.json", SafeMode) or SafeMode()


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        log.warning("%s cannot be read, and counts for nothing", path.name)
        return None


def _write(path: Path, thing: msgspec.Struct) -> None:
    """Whole or not at all, and there after a power cut."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(thing))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
