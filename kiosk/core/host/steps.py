"""Steps: each time control is given to a plugin's code, until it is given back.

The deadline is per step and never per flow: a flow may wait an hour for a customer, but between two waits it
has two seconds (`Limits`). A step is written into the slot (`kiosk.link.slot`) where the watcher sees it. It covers
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

from kiosk.core.host.growth import Growth
from kiosk.core.host.limits import Limits, TooMuch
from kiosk.core.host.threads import Threads
from kiosk.link.slot import LANES, Slot

SHARED_STORE_SECONDS = 8.0
"""For a step on the store's threads where several kiosks share the database: it may wait for another's lock (five
seconds at most) before its own code goes on, and that is nobody's fault.
"""

_LOOP = 0
_THREADS = {"MainThread": _LOOP, "store-writer": 1, "store-reader": 2}


class Crew:
    """The tasks that one run of one plugin has made. A crew that is over is never stepped again."""

    def __init__(self, plugin: str) -> None:
        self.plugin = plugin
        self.tasks: set[asyncio.Task[Any]] = set()
        self.over = False

    def dismiss(self) -> int:
        """Cancel what is still running; returns how many there were."""
        left = [task for task in self.tasks if not task.done()]
        for task in left:
            task.cancel()
        return len(left)


_crew: contextvars.ContextVar[Crew | None] = contextvars.ContextVar("kiosk_crew", default=None)
_inside = threading.local()
"""Of each thread: `plugin`, whose code it is in, and `lane`, its number in the slot (None: it has none)."""

_UNKNOWN = -1


def whose() -> str:
    """Whose code runs here: the plugin of the step on this thread, or of the task that this context belongs to; "" is the
    desk's own.
    """
    inside: str = getattr(_inside, "plugin", "")
    if inside:
        return inside
    crew = _crew.get()
    return crew.plugin if crew is not None else ""


class Within:
    """Around one step, on a thread that the watcher does not see. Not a generator: every call into a plugin goes through it."""

    __slots__ = ("_outer", "_plugin")

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin

    def __enter__(self) -> None:
        self._outer: str = getattr(_inside, "plugin", "")
        _inside.plugin = self._plugin

    def __exit__(self, *_exception: object) -> None:
        _inside.plugin = self._outer


class _Written(Within):
    """The same on a lane of the slot, with the process measured before and after it."""

    __slots__ = ("_allowed", "_before", "_during", "_growth", "_lane", "_reading", "_slot")

    def __init__(
        self, plugin: str, slot: Slot, lane: int, during: str, allowed: float, growth: Growth | None
    ) -> None:
        self._plugin = plugin
        self._slot = slot
        self._lane = lane
        self._during = during
        self._allowed = allowed
        self._growth = growth

    def __enter__(self) -> None:
        self._outer = getattr(_inside, "plugin", "")
        _inside.plugin = self._plugin
        # Of steps within a step the outermost is measured.
        self._reading = self._growth.before() if self._growth is not None and not self._outer else None
        self._before = self._slot.enter(self._lane, self._plugin, self._during, self._allowed)

    def __exit__(self, *_exception: object) -> None:
        self._slot.leave(self._lane, self._before)
        _inside.plugin = self._outer
        if self._growth is not None and self._reading is not None:
            self._growth.stepped(self._plugin, self._reading)


class Steps:
    """Writes steps into the slot; without one (tests, the command line) it keeps the crews and counts tasks.

    `growth` measures the process around each step, where there is one.
    """

    def __init__(
        self,
        slot: Slot | None = None,
        *,
        limits: Limits | None = None,
        store_seconds: float = 0.0,
        growth: Growth | None = None,
    ) -> None:
        """`store_seconds`: the least that a step on the store's threads may take."""
        self._slot = slot
        self.limits = limits or Limits()
        self._store_seconds = store_seconds
        self._growth = growth
        self._standing: dict[str, Crew] = {}
        self._tasks: dict[str, int] = {}

    def within(self, plugin: str, during: str, seconds: float = 0.0) -> Within:
        """Around one call into a plugin's code, on whichever thread. `seconds`: how long it may take (0: a step's time)."""
        lane: int | None = getattr(_inside, "lane", _UNKNOWN)
        if lane == _UNKNOWN:
            lane = _inside.lane = _THREADS.get(threading.current_thread().name)
        if self._slot is None or lane is None:
            return Within(plugin)
        allowed = seconds or self.limits.step_seconds
        if lane != _LOOP and allowed < self._store_seconds:
            allowed = self._store_seconds
        return _Written(plugin, self._slot, lane, during, allowed, self._growth)

    @contextlib.contextmanager
    def loading(self, plugin: str) -> Iterator[None]:
        """Around the loading of a plugin: tasks that it makes there are its own for as long as it serves."""
        token = _crew.set(self._standing.setdefault(plugin, Crew(plugin)))
        try:
            yield
        finally:
            _crew.reset(token)

    def gone(self, plugin: str) -> None:
        """A plugin serves no longer: what it began while it was loaded ends."""
        crew = self._standing.pop(plugin, None)
        if crew is not None:
            crew.dismiss()
            crew.over = True

    @types.coroutine
    def drive(self, work: Coroutine[Any, Any, Any], crew: Crew, during: str) -> Generator[Any, Any, Any]:
        """Run a plugin's coroutine step by step, each within the slot."""
        value: Any = None
        fault: BaseException | None = None
        while True:
            if crew.over and not isinstance(fault, asyncio.CancelledError):
                work.close()  # it was told to stop and did not: it gets no other turn
                return None
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
            except GeneratorExit:  # let go of, and the collector may have ended the coroutine before this
                with self.within(crew.plugin, during):
                    work.close()
                raise
            except BaseException as thrown:  # noqa: BLE001 - it belongs to the coroutine, which gets it
                fault = thrown

    def install(self, loop: asyncio.AbstractEventLoop, failed: Callable[[str, BaseException], None]) -> None:
        """Have every task that a plugin makes on this loop stepped too; `failed(plugin, problem)` is told of
        theirs."""

        def make(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
            crew = _crew.get()
            if crew is None or not asyncio.iscoroutine(work) or _ours(work):
                return asyncio.Task(work, loop=loop, **options)
            if (running := self._tasks.get(crew.plugin, 0)) >= self.limits.tasks:
                work.close()
                problem = TooMuch("tasks", f"more than {self.limits.tasks} tasks at a time")
                failed(crew.plugin, problem)
                raise problem
            self._tasks[crew.plugin] = running + 1
            task = asyncio.Task(self._errand(work, crew, failed), loop=loop, **options)
            crew.tasks.add(task)
            task.add_done_callback(crew.tasks.discard)
            task.add_done_callback(lambda _task: self._task_ended(crew.plugin))
            task.add_done_callback(
                lambda _task: work.close()
            )  # one cancelled before its first step never began
            return task

        loop.set_task_factory(make)
        loop.set_default_executor(Threads(whose, each=self.limits.threads))

    def _task_ended(self, plugin: str) -> None:
        self._tasks[plugin] -= 1

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
