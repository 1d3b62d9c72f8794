"""What the showing files share: waiting for something, a record of operations in memory, and events that can be waited for."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from kiosk.drivers.port import Event, OperationRepeated, Operations

PATIENCE = 60.0
"""Seconds. Software emulation on a busy computer is some ten to thirty times slower than the box."""

Kind = TypeVar("Kind")


def until(condition: Callable[[], bool], seconds: float = PATIENCE, words: str = "it did not come") -> float:
    """Wait for it; returns the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, words
        time.sleep(0.02)
    return time.monotonic() - began


def sh(*command: str, check: bool = True) -> str:
    """Run a program; what it said, both streams."""
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0 or not check, f"{' '.join(command)}: status {done.returncode}\n{done.stdout}"
    return done.stdout


class MemoryOperations(Operations):
    """The record of operations, in memory."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: dict[str, tuple[str, str]] = {}

    def begin(self, operation: str, subject: str) -> None:
        if operation in self.begun:
            raise OperationRepeated(operation)
        self.begun.append(operation)

    def end(
        self,
        operation: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,
    ) -> None:
        self.ended.setdefault(operation, (outcome, reason))

    def wait(self, operation: str, seconds: float = PATIENCE) -> tuple[str, str]:
        """How an operation ended."""
        until(lambda: operation in self.ended, seconds, f"{operation} never ended")
        return self.ended[operation]


class Events:
    """A `Report` that keeps what it is told."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type[Kind]) -> list[Kind]:
        with self._changed:
            return [event for event in self.all if isinstance(event, kind)]

    def wait(self, wanted: Callable[[Any], bool], seconds: float = PATIENCE, *, after: int = 0) -> Any:
        """The first event from number `after` on that is wanted."""

        def found() -> bool:
            return any(wanted(event) for event in self.all[after:])

        with self._changed:
            assert self._changed.wait_for(found, seconds), f"it never came; there were {self.all[after:]}"
            return next(event for event in self.all[after:] if wanted(event))
