"""A thread that owns one connection and does one job after the other.

Not a ThreadPoolExecutor: the thread must open and close its own connection, be a daemon (a write function
that hangs is the watcher's business, and must not keep the process from ending), and say when it is called
from inside itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from kiosk.core.store import errors

T = TypeVar("T")


class Worker:
    """Runs jobs in order on a thread of its own; `begin` and `end` run there too, first and last."""

    def __init__(self, name: str, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._begin = begin
        self._end = end
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Start, and wait until `begin` is through; what it raises is raised here."""
        started: Future[None] = Future()
        self._jobs.put((started, self._begin))
        self._thread.start()
        try:
            started.result()
        except BaseException:
            self.stop()
            raise

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Put a job in the queue. Cancelling its future works until the job begins."""
        if self._closing:
            raise errors.StoreClosed("the store is closed")
        if threading.current_thread() is self._thread:
            raise errors.NestedCall("a write or read was asked for from inside one")
        future: Future[T] = Future()
        self._jobs.put((future, job))
        return future

    def stop(self) -> None:
        """Finish what is in the queue, then end the thread."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            _do(*entry)
            del entry  # not kept alive while waiting for the next
        self._end()


def _do(future: Future[Any], job: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001  it belongs to whoever waits for the future
        future.set_exception(error)
    else:
        future.set_result(result)
