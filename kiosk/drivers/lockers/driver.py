"""A locker bank on its wires: the port that the supervisor runs.

The bank's own thread does everything: edges only leave a note with their time, and are dealt with in the order
of those times, so that a thread that was held up still sees a door that opened and closed meanwhile. Switches
are also looked at every second, because an edge that the kernel lost would otherwise never be known.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import ClassVar

from kiosk.drivers.lockers.bank import Bank, Supply
from kiosk.drivers.lockers.door import Door
from kiosk.drivers.lockers.lines import MAXIMUM_PULSE_SECONDS, Lines, PulsingFactory
from kiosk.drivers.port import (
    Command,
    DeviceError,
    DeviceFault,
    DeviceMisconfigured,
    DeviceOffline,
    Health,
    HealthLevel,
    Inbox,
    Operations,
    Port,
    Report,
)
from kiosk.link.messages import DeviceClass, OpenDoor
from kiosk.link.settings import Bank as BankSettings

LOOK_SECONDS = 1.0
"""How often every switch is read, edges or not."""

WAITING_DOORS = 64


class LockerBank(Port):
    """One `[[bank]]`."""

    device_class: ClassVar[DeviceClass] = "lockers"

    def __init__(
        self,
        settings: BankSettings,
        factory: Callable[[], PulsingFactory],
        operations: Operations,
        report: Report,
        supply: Supply,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`factory()` opens the board; it may raise a `DeviceError`. `supply` is what all banks of the box share."""
        super().__init__(settings.name, "", report)
        self._settings = settings
        self._make_factory = factory
        self._operations = operations
        self._clock = clock
        self._inbox = Inbox(WAITING_DOORS)
        self._edges: deque[tuple[float, int, bool]] = deque()
        self._gone = threading.Event()
        self._lines: Lines | None = None
        self._next_look = 0.0
        self.bank = Bank(
            settings.name,
            {
                each.number: Door(
                    debounce=settings.debounce_ms / 1000,
                    open_within=settings.open_within_ms / 1000,
                    left_open=settings.left_open_seconds,
                )
                for each in settings.compartments
            },
            pulse=self._pulse,
            operations=operations,
            report=report,
            pulse_seconds=settings.pulse_ms / 1000,
            cooldown_seconds=settings.cooldown_ms / 1000,
            supply=supply,
        )

    # ------------------------------------------------------------------------------------------ life cycle

    def _open(self) -> None:
        if self._settings.pulse_ms / 1000 > MAXIMUM_PULSE_SECONDS:
            raise DeviceMisconfigured(
                f"pulse_ms is {self._settings.pulse_ms}; a coil is driven for at most {MAXIMUM_PULSE_SECONDS:g} s"
            )
        self.bank.say_all()  # unknown, all of them: nobody shall think that a door that was never read is locked

    def _claim(self, seconds: float) -> None:  # noqa: ARG002 - a board is there or not, at once
        self._gone.clear()
        self._edges.clear()
        factory = self._make_factory()
        factory.lost = self._lost
        self._lines = Lines(
            factory,
            coils={each.number: each.coil for each in self._settings.compartments},
            switches={each.number: each.sensor for each in self._settings.compartments},
            open_level=self._settings.sensor_open_level,
            changed=self._edge,
        )

    def _enable(self) -> None:
        self._look()
        self._inbox.open()  # before anybody hears that the bank is online
        self.say("online")

    def _disable(self) -> None:
        for command in self._inbox.shut():
            self._operations.end(command.operation, "failed", "the bank was lost before it began")
        self.bank.lost("the bank was lost")

    def _release(self) -> None:
        lines, self._lines = self._lines, None
        if lines is not None:
            lines.release()

    # ------------------------------------------------------------------------------------------ work

    def submit(self, command: Command) -> None:
        """Queue an opening; one that cannot be queued has failed."""
        if why_not := self._inbox.put(command):
            self._operations.end(command.operation, "failed", why_not)

    def interrupt(self) -> None:
        """End a waiting `turn`."""
        self._inbox.wake()

    def turn(self, seconds: float) -> None:
        """Deal with edges, openings and the passing of time."""
        wait = min(seconds, self.bank.step(self._clock()) - self._clock(), self._next_look - self._clock())
        command = self._inbox.take(wait)
        if self._gone.is_set():
            raise DeviceOffline("the lines are gone")
        while self._edges:
            at, compartment, is_open = self._edges.popleft()
            self.bank.elapse(at)
            self.bank.read(compartment, at, is_open=is_open)
        if self._clock() >= self._next_look:
            self._look()
        if isinstance(command, OpenDoor):
            self.bank.open(command.operation, command.compartment, self._clock())
        self.bank.step(self._clock())

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """`external` reads every switch; `interactive` needs somebody to open and close doors."""
        if level == "internal" or self._lines is None:
            return super().check_health(level)
        doors = [f"{number}: {door.state}" for number, door in sorted(self.bank.doors.items())]
        return Health(ok=self.stage == "enabled", words=f"{self.name}: " + ", ".join(doors))

    def _look(self) -> None:
        lines = self._lines
        if lines is None:
            raise DeviceOffline("the lines are not claimed")
        try:
            for number in self.bank.doors:
                is_open = lines.is_open(number)
                self.bank.read(number, self._clock(), is_open=is_open)
        except DeviceError:
            raise
        except Exception as fault:
            raise DeviceFault(f"a switch cannot be read: {fault}") from fault
        self._next_look = self._clock() + LOOK_SECONDS

    def _pulse(self, compartment: int) -> float:
        lines = self._lines
        if lines is None:
            raise DeviceOffline("the lines are not claimed")
        began = self._clock()
        lines.pulse(compartment, self._settings.pulse_ms / 1000)
        return began

    def _edge(self, compartment: int, is_open: bool) -> None:  # noqa: FBT001 - a callback
        self._edges.append((self._clock(), compartment, is_open))
        self._inbox.wake()

    def _lost(self) -> None:
        self._gone.set()
        self._inbox.wake()
