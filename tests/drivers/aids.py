"""What the drivers' tests share: a clock that a test moves, a record in memory, a list of events that can be waited for."""

import threading
import time
from collections.abc import Callable
from typing import Any

from kiosk.drivers.port import OperationRepeated, Operations, RecordUnwritable

GENEROUS = 15.0
"""Seconds that a condition may take on a machine that is busy with something else."""


class HandClock:
    """Monotonic seconds that stand still until a test moves them."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> float:
        self.now += seconds
        return self.now


class MemoryOperations(Operations):
    """The record of operations, in memory. `unwritable` makes every beginning fail, as a full disk would."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.ended: dict[str, tuple[str, str]] = {}
        self.unwritable = False
        self.spoiled: set[str] = set()
        self.on_begin: Callable[[str], None] = lambda operation: None
        self._changed = threading.Condition()

    def begin(self, operation, subject):
        if self.unwritable:
            raise RecordUnwritable("no space left on device")
        with self._changed:
            if operation in self.ended or any(operation == known for known, _ in self.begun):
                raise OperationRepeated(operation)
            self.begun.append((operation, subject))
        self.on_begin(operation)

    def end(self, operation, outcome, reason="", *, spoiled=False):
        with self._changed:
            if self.ended.setdefault(operation, (outcome, reason)) == (outcome, reason) and spoiled:
                self.spoiled.add(operation)
            self._changed.notify_all()

    def wait(self, operation: str, seconds: float = GENEROUS) -> tuple[str, str]:
        """How an operation ended; waits for it."""
        with self._changed:
            assert self._changed.wait_for(lambda: operation in self.ended, seconds), (
                f"{operation} never ended"
            )
            return self.ended[operation]


class Events:
    """A `Report` that keeps what it is told."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._changed = threading.Condition()

    def __call__(self, event: Any) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type) -> list[Any]:
        with self._changed:
            return [event for event in self.all if isinstance(event, kind)]

    def wait(self, wanted: Callable[[Any], bool], seconds: float = GENEROUS, *, after: int = 0) -> Any:
        """The first event from number `after` on that is wanted; waits for it."""

        def found() -> list[Any]:
            return [event for event in self.all[after:] if wanted(event)]

        with self._changed:
            assert self._changed.wait_for(lambda: bool(found()), seconds), (
                f"it never came; there were {self.all}"
            )
            return found()[0]


def until(condition: Callable[[], bool], seconds: float = GENEROUS) -> None:
    """Wait for something that sends no event."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.005)
