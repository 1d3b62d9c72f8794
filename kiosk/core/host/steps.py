"""Steps: each time control is given to a plugin's code, until it is given back.

The deadline is per step and never per flow: a flow may wait an hour for a customer, but between two waits it
has two seconds. A step is written into the slot (`kiosk.link.slot`) where the watcher sees it. It covers
hooks and write functions (`Steps.within`), flows (`Steps.drive` steps their coroutine by hand) and the tasks
that a plugin makes (a task factory does the same for them, and `Crew.dismiss` ends those that a flow leaves
behind).

`SystemExit` and every other exception of a plugin ends in `PluginFailed` here, before asyncio could take it
for the end of the desk. Only cancellation passes: it is ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import threading
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any

from kiosk.link.slot import LANES, Slot

STEP_SECONDS = 2.0
"""For a step of a flow, a hook, a write function."""

SHARED_STORE_SECONDS = 8.0
"""For a step on the store's threads where several kiosks share the database: it may wait for another's lock (five
seconds at most) before its own code goes on, and that is nobody's fault.
"""

LOAD_SECONDS = 15.0
"""For an import."""

MIGRATION_SECONDS = 60.0
"""For a plugin's migrations, all together."""

_LOOP = 0
_THREADS = {"MainThread": _LOOP, "store-writer": 1, "store-reader": 2}


class Crew:
    """The tasks that one run of one plugin has made."""

    def __init__(self, plugin: str) -> None:
        self.plugin = plugin
        self.tasks: set[asyncio.Task[Any]] = set()

    def dismiss(self) -> int:
        """Cancel what is still running; returns how many there were."""
        left = [task for task in self.tasks if not task.done()]
        for task in left:
            task.cancel()
        return len(left)


_crew: contextvars.ContextVar[Crew | None] = contextvars.ContextVar("kiosk_crew", default=None)


class Steps:
    """Writes steps into the slot; without one (tests, the command line, `--dev`) it only keeps the crews."""

    def __init__(self, slot: Slot | None = None, *, store_seconds: float = STEP_SECONDS) -> None:
        self._slot = slot
        self._store_seconds = store_seconds

    @contextlib.contextmanager
    def within(self, plugin: str, during: str, seconds: float = STEP_SECONDS) -> Iterator[None]:
        """Around one call into a plugin's code, on whichever thread."""
        lane = _THREADS.get(threading.current_thread().name)
        if self._slot is None or lane is None:
            yield
            return
        allowed = seconds if lane == _LOOP else max(seconds, self._store_seconds)
        before = self._slot.enter(lane, plugin, during, allowed)
        try:
            yield
        finally:
            self._slot.leave(lane, before)

    @types.coroutine
    def drive(self, work: Coroutine[Any, Any, Any], crew: Crew, during: str) -> Generator[Any, Any, Any]:
        """Run a plugin's coroutine step by step, each within the slot."""
        value: Any = None
        fault: BaseException | None = None
        while True:
            token = _crew.set(crew)
            try:
                with self.within(crew.plugin, during):
                    waits_for = work.throw(fault) if fault is not None else work.send(value)
            except StopIteration as end:
                return end.value
            finally:
                _crew.reset(token)
            value = fault = None
            try:
                value = yield waits_for
            except BaseException as thrown:  # noqa: BLE001 - it belongs to the coroutine, which gets it
                fault = thrown

    def install(self, loop: asyncio.AbstractEventLoop, failed: Callable[[str, BaseException], None]) -> None:
        """Have every task that a plugin makes on this loop stepped too; `failed(plugin, problem)` is told of
        theirs."""

        def make(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
            crew = _crew.get()
            if crew is None or not asyncio.iscoroutine(work) or _ours(work):
                return asyncio.Task(work, loop=loop, **options)
            task = asyncio.Task(self._errand(work, crew, failed), loop=loop, **options)
            crew.tasks.add(task)
            task.add_done_callback(crew.tasks.discard)
            task.add_done_callback(
                lambda _task: work.close()
            )  # one cancelled before its first step never began
            return task

        loop.set_task_factory(make)

    async def _errand(
        self, work: Coroutine[Any, Any, Any], crew: Crew, failed: Callable[[str, BaseException], None]
    ) -> Any:
        try:
            return await _awaitable(self.drive(work, crew, "a task of its own"))
        except asyncio.CancelledError:
            raise
        except (SystemExit, KeyboardInterrupt) as exit_:
            failed(crew.plugin, exit_)
            raise RuntimeError(f"{type(exit_).__name__} in a task") from exit_


_CORE = str(Path(__file__).parents[1]) + os.sep


def _ours(work: Coroutine[Any, Any, Any]) -> bool:
    """Whether a coroutine is the host's own: a plugin that asks makes the desk start a clock, and that is no task of its."""
    code = getattr(work, "cr_code", None)
    return code is not None and code.co_filename.startswith(_CORE)


async def _awaitable(work: Awaitable[Any]) -> Any:
    return await work


def lane_of_this_thread() -> str:
    """The lane's name, empty for a thread that has none."""
    lane = _THREADS.get(threading.current_thread().name)
    return LANES[lane] if lane is not None else ""
