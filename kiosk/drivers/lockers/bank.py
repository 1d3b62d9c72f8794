"""The rules of a locker bank. Pure: wires are two callables, the time is passed in, nothing waits.

One coil at a time, over all banks of a box, because they share one 12 V supply. Each lock rests after its pulse
(the coil heats). An operation is recorded before its pulse and gets exactly one, whatever happens; a door that is
open already gets none. `done` means that the door was *seen* open after this pulse; not seen within the limit is
`stuck`, and whether to try again is somebody else's decision. An opening that had to wait too long is not carried
out at all: the person has walked on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import msgspec

from kiosk.drivers.lockers.door import NEVER, Door
from kiosk.drivers.port import DeviceError, OperationRepeated, Operations, RecordUnwritable
from kiosk.link.messages import DoorChanged

COIL_GAP_SECONDS = 0.1
"""Rest of the supply between two coils."""

PATIENCE_SECONDS = 30.0
"""An opening that could not begin within this time is refused."""

log = logging.getLogger("kiosk.devices")


class Waiting(msgspec.Struct):
    """An opening that has not begun."""

    operation: str
    compartment: int
    since: float


class Supply:
    """What the coils of all banks share. Each bank has a thread of its own, so whoever looks whether it is free holds `lock`
    until the pulse has begun.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0
        """When the next coil may be driven, in seconds of the banks' clock."""


class Bank:
    """A bank's doors, on a supply that other banks may share."""

    def __init__(
        self,
        name: str,
        doors: Mapping[int, Door],
        *,
        pulse: Callable[[int], float],
        operations: Operations,
        report: Callable[[DoorChanged], None],
        pulse_seconds: float,
        cooldown_seconds: float,
        supply: Supply,
    ) -> None:
        """`pulse(compartment)` starts a pulse that ends by itself after `pulse_seconds`, and returns the time at which it did;
        it may raise a `DeviceError`."""
        self.name = name
        self.doors = doors
        self._pulse = pulse
        self._operations = operations
        self._report = report
        self._pulse_seconds = pulse_seconds
        self._cooldown_seconds = cooldown_seconds
        self._waiting: list[Waiting] = []
        self._unsettled: dict[int, str] = {}
        self._supply = supply
        self._cool_at: dict[int, float] = {}

    def open(self, operation: str, compartment: int, now: float) -> None:
        """Ask for a door to be opened; `step` does it, in its turn."""
        if compartment not in self.doors:
            self._operations.end(operation, "failed", f"bank {self.name} has no compartment {compartment}")
        else:
            self._waiting.append(Waiting(operation, compartment, now))

    def read(self, compartment: int, now: float, *, is_open: bool) -> None:
        """A raw reading of a door's switch."""
        self.doors[compartment].read(now, is_open=is_open)

    def step(self, now: float) -> float:
        """Let the time pass; returns when there is something to do next, if nothing happens before."""
        self.elapse(now)
        # Judged one after another: each pulse takes the supply from the next.
        self._waiting = [item for item in self._waiting if not self._attend(item, now)]
        return min(
            min((door.deadline() for door in self.doors.values()), default=NEVER),
            min((self._due(item) for item in self._waiting), default=NEVER),
        )

    def elapse(self, now: float) -> None:
        """Let the doors grow older, and begin nothing: for readings that are older than now."""
        for compartment, door in self.doors.items():
            self._settle(compartment, door, now)

    def unsettled(self, operation: str, compartment: int) -> None:
        """An operation that was begun and whose door has not been read since: by an earlier process, or before
        the lines were lost."""
        if compartment in self._unsettled:
            self._operations.end(self._unsettled[compartment], "uncertain", "another one was begun after it")
        if compartment in self.doors:
            self._unsettled[compartment] = operation
        else:
            self._operations.end(operation, "uncertain", "its door is no longer there")

    def lost(self, reason: str) -> None:
        """The lines are gone: what waited has failed, no door's state is known, and what was pulsed is settled when it is."""
        for compartment, door in self.doors.items():
            if door.state == "pulsing":
                self.unsettled(door.operation, compartment)
            if door.state != "unknown":
                door.forget()
                self._say(compartment, door)
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            self._operations.end(item.operation, "failed", reason)

    def say_all(self) -> None:
        """Report every door's state again."""
        for compartment, door in self.doors.items():
            self._say(compartment, door)

    def _settle(self, compartment: int, door: Door, now: float) -> None:
        before, operation = door.state, door.operation
        if not door.settle(now):
            return
        self._say(compartment, door)
        if before == "pulsing" and door.state == "open":
            self._operations.end(operation, "done")
        elif before == "pulsing" and door.state == "stuck":
            self._operations.end(operation, "failed", "stuck")
        elif before == "unknown" and (unsettled := self._unsettled.pop(compartment, "")):
            if door.is_open:
                self._operations.end(unsettled, "done", "the door was found open after an interruption")
            else:
                self._operations.end(
                    unsettled, "uncertain", "the door was found closed after an interruption"
                )

    def _attend(self, item: Waiting, now: float) -> bool:
        """Begin or refuse this opening if its time has come; True when it needs no more attention."""
        door = self.doors[item.compartment]
        if now >= item.since + PATIENCE_SECONDS:
            self._operations.end(item.operation, "failed", "waited too long")
            return True
        if _unclear(door):
            return False
        if door.is_open:
            self._operations.end(item.operation, "done", "already open")
            return True
        with self._supply.lock:
            if now < self._ready_at(item):
                return False
            self._begin(item, door, now)
        return True

    def _begin(self, item: Waiting, door: Door, now: float) -> None:
        try:
            self._operations.begin(item.operation, f"door:{self.name}:{item.compartment}")
        except OperationRepeated:
            log.warning("bank %s: an operation came twice; the second was not executed", self.name)
            return
        except RecordUnwritable as fault:
            log.error("bank %s: door %d not opened: %s", self.name, item.compartment, fault)  # noqa: TRY400
            self._operations.end(item.operation, "failed", "it could not be recorded")
            return
        try:
            began = self._pulse(item.compartment)
        except DeviceError as fault:
            # It may have reached the coil.
            self._supply.free_at = now + self._pulse_seconds + COIL_GAP_SECONDS
            self._operations.end(item.operation, "uncertain", str(fault))
            raise
        self._supply.free_at = began + self._pulse_seconds + COIL_GAP_SECONDS
        self._cool_at[item.compartment] = began + self._pulse_seconds + self._cooldown_seconds
        door.pulsed(item.operation, began)
        self._say(item.compartment, door)

    def _due(self, item: Waiting) -> float:
        """When this opening needs attention, if its door says nothing new before: then the door's own deadline wakes us."""
        given_up = item.since + PATIENCE_SECONDS
        return given_up if _unclear(self.doors[item.compartment]) else min(given_up, self._ready_at(item))

    def _ready_at(self, item: Waiting) -> float:
        return max(self._supply.free_at, self._cool_at.get(item.compartment, 0.0))

    def _say(self, compartment: int, door: Door) -> None:
        self._report(DoorChanged(self.name, compartment, door.state, door.operation))


def _unclear(door: Door) -> bool:
    """Whether the door needs a pulse cannot be said yet."""
    return door.state == "pulsing" or door.waits or door.is_open is None
