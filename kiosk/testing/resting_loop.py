"""An event loop that knows when it has nothing left to do until a person, the world or the clock moves.

A journey moves a clock that it owns, so it must know when the desk has done everything that was due before it moves on;
on a busy machine no pause is long enough, on an idle one every pause is wasted. The loop asks its selector for a wait only
when no callback is ready, so a selector that is asked for a wait knows that the loop is at rest; what other threads still
do for it (the store's writer, the executor) is counted.

Left out: timers of the event loop itself. Nothing in the desk waits on them; everything sleeps on the kiosk's clock.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 2.0
"""How long `rest` waits, in real time, before it lets its caller go on: a plugin may keep a loop busy for ever."""

GLANCE_SECONDS = 0.001
"""How long to wait for another thread before looking again."""


class _Selector(selectors.DefaultSelector):
    """Tells of the moments at which the loop would wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: asyncio.Future[None] | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As any selector's; a wait is at once over for whoever waits for it."""
        wanted, would_wait = self.waiting, timeout is None or timeout > 0
        if wanted is None or not would_wait:
            return super().select(timeout)
        events = super().select(0)
        if not events:
            self.waiting = None
            if not wanted.done():
                wanted.set_result(None)
        return events


class RestingLoop(asyncio.SelectorEventLoop):
    """`await loop.rest()` returns when nothing is left to do."""

    def __init__(self) -> None:
        self._calls = _Selector()
        super().__init__(self._calls)
        self._elsewhere = 0
        self.busy: Callable[[], bool] = lambda: False
        """Whether anybody else still works for it, beside its own executor: the store, once there is one."""

    def run_in_executor(  # type: ignore[override]  # typeshed's has variadic types, which say no more here
        self, executor: Any, func: Any, *args: Any
    ) -> asyncio.Future[Any]:
        """As any loop's, and counted."""
        self._elsewhere += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._back)
        return future

    async def rest(self) -> None:
        """Returns when no callback is ready and nothing runs in other threads, or when patience is at its end."""
        patience = self.time() + PATIENCE_SECONDS
        while self.time() < patience:
            await self._quiet(patience - self.time())
            if not self._elsewhere and not self.busy():
                return
            await asyncio.sleep(GLANCE_SECONDS)

    async def _quiet(self, seconds: float) -> None:
        self._calls.waiting = wanted = self.create_future()
        await asyncio.wait([wanted], timeout=seconds)
        self._calls.waiting = None

    def _back(self, _done: object) -> None:
        self._elsewhere -= 1
