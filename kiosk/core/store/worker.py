"""A thread that owns one connection and does one job after the other.

Not a ThreadPoolExecutor: the thread must open and close its own connection, be a daemon (a write function
that hangs is the watcher's business, and must not keep the process from ending), and say when it is called
from inside itself. And it is leaner: a commit here takes about as long as waking a thread, so the way there
and back is one queue and one `call_soon_threadsafe`, without a second future in between.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from kiosk.core.store import errors

T = TypeVar("T")


class Worker:
    """Runs jobs in order on a thread of its own; `begin` and `end` run there too, first and last."""

    def __init__(self, name: str, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._begin = begin
        self._end = end
        self._closing = False
        self.awaited = 0
        """How many jobs an event loop waits for at this moment."""
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Start, and wait until `begin` is through; what it raises is raised here."""
        self._thread.start()
        try:
            self.call(self._begin)
        except BaseException:
            self.stop()
            raise

    def call(self, job: Callable[[], T]) -> T:
        """Have a job done, and wait for it without an event loop."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001  it belongs to whoever waits
                future.set_exception(error)
            else:
                future.set_result(result)

        self._put(run)
        return future.result()

    async def do(self, job: Callable[[], T]) -> T:
        """Have a job done, and await it. Cancelled before it begins, it is never done; after that it runs to
        its end.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            if waiter.cancelled():
                return
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001  it belongs to whoever waits
                _tell(loop, _raise, waiter, error)
            else:
                _tell(loop, _return, waiter, result)

        self._put(run)
        self.awaited += 1
        try:
            return await waiter
        finally:
            self.awaited -= 1

    def stop(self) -> None:
        """Finish what is in the queue, then end the thread."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _put(self, run: Callable[[], None]) -> None:
        if self._closing:
            raise errors.StoreClosed("the store is closed")
        if threading.current_thread() is self._thread:
            raise errors.NestedCall("a write or read was asked for from inside one")
        self._jobs.put(run)

    def _work(self) -> None:
        while (run := self._jobs.get()) is not None:
            run()
            del run  # not kept alive while waiting for the next
        self._end()


def _tell(
    loop: asyncio.AbstractEventLoop,
    how: Callable[..., None],
    waiter: asyncio.Future[T],
    what: T | BaseException,
) -> None:
    try:
        loop.call_soon_threadsafe(how, waiter, what)
    except RuntimeError:
        pass  # the loop is closed, and nobody waits any more


def _return(waiter: asyncio.Future[T], result: T) -> None:
    if not waiter.done():
        waiter.set_result(result)


def _raise(waiter: asyncio.Future[T], error: BaseException) -> None:
    if not waiter.done():
        waiter.set_exception(error)
