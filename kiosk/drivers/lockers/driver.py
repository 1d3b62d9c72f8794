"""A locker bank on its wires: the port that the supervisor runs.

The bank's own thread does everything: edges only leave a note with their time, and are dealt with in the order
of those times, so that a thread that was held up still sees a door that opened and closed meanwhile. Switches
are also looked at from time to time: an edge that the kernel lost would otherwise never be known, and lock boards have none.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from kiosk.drivers.lockers.bank import Bank, Supply
from kiosk.drivers.lockers.door import Door
from kiosk.drivers.lockers.lines import MAXIMUM_PULSE_SECONDS
from kiosk.drivers.lockers.wires import Connect, Wires
from kiosk.drivers.port import (
    Command,
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
from kiosk.link.settings_devices import Bank as BankSettings

MOVING = frozenset({"pulsing", "stuck", "open", "left_open", "unknown"})
"""States in which the next reading matters soon."""

WAITING_DOORS = 64

READ_WITHIN_SECONDS = 2.0
"""How long a bank that has come back may take to read its doors; one whose switch chatters holds up no other."""


class LockerBank(Port):
    """One `[[bank]]`."""

    device_class: DeviceClass = "lockers"

    def __init__(
        self,
        settings: BankSettings,
        connect: Connect,
        operations: Operations,
        report: Report,
        supply: Supply,
        *,
        steady_seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`connect` claims the wires. `supply` is what all banks of the box share. `steady_seconds`: how long a switch that is
        only looked at has to say the same before it is believed; more than two looks, or one look into the chatter of a
        door that springs open would be a door that was shut and forced.
        """
        super().__init__(settings.name, "", report)
        self._settings = settings
        self._connect = connect
        self._operations = operations
        self._clock = clock
        self._inbox = Inbox(WAITING_DOORS)
        self._edges: deque[tuple[float, int, bool]] = deque()
        self._gone = threading.Event()
        self._wires: Wires | None = None
        self._next_look = 0.0
        self._online_by: float | None = None
        self.bank = Bank(
            settings.name,
            {
                each.number: Door(
                    debounce=max(settings.debounce_ms / 1000, steady_seconds),
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
        self._wires = self._connect(self._edge, self._lost)

    def _enable(self) -> None:
        self._look()
        self._inbox.open()  # before anybody hears that the bank is online
        self._online_by = self._clock() + READ_WITHIN_SECONDS

    def _disable(self) -> None:
        self._online_by = None
        for command in self._inbox.shut():
            self._operations.end(command.operation, "failed", "the bank was lost before it began")
        self.bank.lost("the bank was lost")

    def _release(self) -> None:
        wires, self._wires = self._wires, None
        if wires is not None:
            wires.release()

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
        if isinstance(
            command, OpenDoor
        ):  # first of all: what is lost while it waits has failed, and is not forgotten
            self.bank.open(command.operation, command.compartment, self._clock())
        if self._gone.is_set():
            raise DeviceOffline("the lines are gone")
        while self._edges:
            at, compartment, is_open = self._edges.popleft()
            self.bank.elapse(at)
            self.bank.read(compartment, at, is_open=is_open)
        if self._clock() >= self._next_look:
            self._look()
        self.bank.step(self._clock())
        self._come_online()

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """`external` reads every switch; `interactive` needs somebody to open and close doors."""
        if level == "internal" or self._wires is None:
            return super().check_health(level)
        doors = [f"{number}: {door.state}" for number, door in sorted(self.bank.doors.items())]
        return Health(ok=self.stage == "enabled", words=f"{self.name}: " + ", ".join(doors))

    def _come_online(self) -> None:
        """Once its doors are known, and not before: a customer who is let in while they are not is told that nothing can be
        reached."""
        if self._online_by is None:
            return
        if self._clock() >= self._online_by or all(
            door.state != "unknown" for door in self.bank.doors.values()
        ):
            self._online_by = None
            self.say("online")

    def _look(self) -> None:
        wires = self._claimed()
        watched = [number for number, door in self.bank.doors.items() if door.state in MOVING or door.waits]
        for number, is_open in wires.look(watched).items():
            self.bank.read(number, self._clock(), is_open=is_open)
        self._next_look = self._clock() + wires.look_again_after(moving=bool(watched))

    def _pulse(self, compartment: int) -> float:
        wires = self._claimed()
        began = self._clock()
        wires.pulse(compartment, self._settings.pulse_ms / 1000)
        self._next_look = min(self._next_look, self._clock() + wires.look_again_after(moving=True))
        return began

    def _claimed(self) -> Wires:
        if self._wires is None:
            raise DeviceOffline("the wires are not claimed")
        return self._wires

    def _edge(self, compartment: int, is_open: bool) -> None:  # noqa: FBT001 - a callback
        self._edges.append((self._clock(), compartment, is_open))
        self._inbox.wake()

    def _lost(self) -> None:
        self._gone.set()
        self._inbox.wake()
