"""What plugins print and log, up to a limit: a log is for the one who looks for a fault in it, and a disk is finite.

Stands in the place of standard output and error while a plugin's code runs, and before the log's handlers. One line too
many is an exception of the plugin's own, where it prints; what it logs beyond is left out.
"""

from __future__ import annotations

import io
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from kiosk.core.host.limits import TooMuch

MINUTE = 60.0


class Lines:
    """Counts each plugin's lines of this minute."""

    def __init__(self, whose: Callable[[], str], limit: int, excess: Callable[[str, TooMuch], None]) -> None:
        """`whose()` tells whose code runs on this thread; `excess(plugin, problem)` is told once a minute."""
        self._whose = whose
        self._limit = limit
        self._excess = excess
        self._counts: dict[str, int] = {}
        self._until = 0.0

    def count(self, lines: int) -> TooMuch | None:
        """So many more of whoever runs; the exception when that is too many."""
        plugin = self._whose()
        if not plugin:
            return None
        now = time.monotonic()
        if now > self._until:
            self._counts.clear()
            self._until = now + MINUTE
        before = self._counts.get(plugin, 0)
        self._counts[plugin] = before + lines
        if before + lines <= self._limit:
            return None
        problem = TooMuch("printing", f"more than {self._limit} lines in a minute")
        if before <= self._limit:
            self._excess(plugin, problem)
        return problem

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - logging's own signature
        """For a log's handler: whether this line is kept."""
        return self.count(1) is None


class _Counted(io.TextIOBase):
    def __init__(self, stream: TextIO, lines: Lines) -> None:
        self._stream = stream
        self._lines = lines

    def write(self, text: str) -> int:
        if (problem := self._lines.count(text.count("\n"))) is not None:
            raise problem
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a stream's own
        return self._stream.encoding


@contextmanager
def counted(lines: Lines) -> Iterator[None]:
    """While this lasts, what is printed and logged is counted."""
    handlers = list(logging.getLogger().handlers)
    before = sys.stdout, sys.stderr
    for handler in handlers:
        handler.addFilter(lines)
    sys.stdout, sys.stderr = _Counted(sys.stdout, lines), _Counted(sys.stderr, lines)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for handler in handlers:
            handler.removeFilter(lines)
