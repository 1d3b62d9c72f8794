"""The session's clock: so many seconds without a sign of life, then a countdown that one touch ends, then the
wipe.

A touch only ever moves the deadline later, so the watcher sleeps until the deadline it knows and looks again;
only other limits (staff who sign in, comfort mode), which may come sooner, wake it. The defaults (60 s, 30 s of
warning, threefold in comfort mode) are settings; WCAG 2.2.1 asks for at least 20 s of warning and a way to
extend by one simple act, without limit.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from kiosk.core.clock import Clock


class IdleClock:
    """Watches one visit. `warn(seconds or None)` shows and hides the countdown."""

    def __init__(self, clock: Clock, warn: Callable[[int | None], None]) -> None:
        self._clock = clock
        self._warn = warn
        self._idle = self._warning = 0.0
        self._deadline = math.inf
        self._shown: int | None = None
        self._other_limits = asyncio.Event()

    def start(self, idle_seconds: float, warning_seconds: float) -> None:
        """Begin, or go on with other limits; counts as a sign of life."""
        self._idle, self._warning = idle_seconds, warning_seconds
        self.touch()
        self._other_limits.set()

    def touch(self) -> None:
        """Somebody is there."""
        self._deadline = self._clock.monotonic() + self._idle + self._warning
        self._show(None)

    async def expired(self) -> None:
        """Returns when nobody has been there for the whole time, countdown included."""
        while True:
            left = self._deadline - self._clock.monotonic()
            if left <= 0:
                self._show(None)
                return
            if left > self._warning:
                await self._sleep(left - self._warning)
                continue
            seconds = math.ceil(left)
            self._show(seconds)
            await self._sleep(max(left - (seconds - 1), 0.001))

    async def _sleep(self, seconds: float) -> None:
        self._other_limits.clear()
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        waiting = asyncio.ensure_future(self._other_limits.wait())
        try:
            await asyncio.wait({sleeping, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waiting.cancel()

    def _show(self, seconds: int | None) -> None:
        if seconds != self._shown:
            self._shown = seconds
            self._warn(seconds)
