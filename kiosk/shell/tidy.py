"""Collecting garbage while nobody waits.

A screen is some hundred widgets that point at each other; replacing it leaves them to Python's collector, which runs in the
middle of building the next one and looks through everything that was ever imported: up to a tenth of a second, just when
somebody is waiting for an answer. Here what lives as long as the process is set aside, and the rest is collected in the pause
after a screen has been drawn.
"""

from __future__ import annotations

import ctypes
import gc
from typing import Any

from kivy.clock import Clock

PAUSE_SECONDS = 0.4
"""After the last screen; long enough for a double tap to be over."""
MOST_SCREENS = 20
"""So many without a pause, and it is collected all the same."""


class Tidy:
    """One for the process."""

    def __init__(self) -> None:
        self._due: Any = None
        self._screens = 0

    def begin(self) -> None:
        """Set aside what is there now, and take over from the collector."""
        gc.collect()
        gc.freeze()
        gc.disable()

    def later(self) -> None:
        """A screen has been replaced."""
        if gc.isenabled():
            return
        self._screens += 1
        if self._due is not None:
            self._due.cancel()
        if self._screens >= MOST_SCREENS:
            self._collect(0)
        else:
            self._due = Clock.schedule_once(self._collect, PAUSE_SECONDS)

    def _collect(self, _seconds: float) -> None:
        self._due = None
        self._screens = 0
        gc.collect()
        _give_back()


def _no_trim(_keep: int) -> int:
    return 0


_trim = getattr(ctypes.CDLL(None), "malloc_trim", _no_trim)


def _give_back() -> None:
    """Give the freed pieces of the heap back to the system. Pictures of texts come and go between widgets that stay, and
    glibc keeps the holes: without this the process grew by some forty megabytes in a thousand visits (`make soak`).
    """
    _trim(0)


tidy = Tidy()
