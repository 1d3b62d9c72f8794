"""Signal lights: the port. A driver says how one lamp is switched; what is wanted, and flashing, is here.

The newest `SetLights` is the truth. A lamp that should flash is switched by this thread, so that the cheapest board can do
it; a tower that flashes by itself may take over `show`. After each claim everything is dark until something is wanted: a tower
that shows what a dead process wanted is a lie.
"""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping

from kiosk.drivers.port import DeviceError, Port, Report
from kiosk.link.lights import Colour, Flash, SetLights
from kiosk.link.messages import DeviceClass

HALF_PERIOD: Mapping[Flash, float] = {"slow": 1.0, "medium": 0.5, "quick": 0.25}
"""Seconds lit, and as many dark."""

LOOK_SECONDS = 1.0
"""How often the lights are asked how they are."""


class LightsPort(Port):
    """Anything that shows lights, as the hub sees it."""

    device_class: DeviceClass = "lights"

    @abstractmethod
    def set_lights(self, wanted: SetLights) -> None:
        """Show this from now on. From any thread; returns at once."""


class Lights(LightsPort):
    """A tower, or lamps by themselves. `switch` is all that a driver must bring besides claiming and releasing."""

    def __init__(
        self, name: str, position: str, report: Report, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(name, position, report)
        self._clock = clock
        self._wanted: dict[Colour, Flash] = {}
        self._lit: dict[Colour, bool] = {}
        self._since = 0.0
        self._next_look = 0.0
        self._woken = threading.Event()

    # ------------------------------------------------------------------------------------------ for the driver

    @abstractmethod
    def colours(self) -> tuple[Colour, ...]:
        """The lamps that there are."""

    @abstractmethod
    def switch(self, colour: Colour, *, on: bool) -> None:
        """Light one lamp, or darken it. Raises a `DeviceError`."""

    def look(self) -> None:
        """Ask whether it is there and well, every few seconds. Raises a `DeviceError`."""

    # ------------------------------------------------------------------------------------------ the port

    def set_lights(self, wanted: SetLights) -> None:
        self._wanted = dict(wanted.lights)
        self._since = self._clock()
        self._woken.set()

    def interrupt(self) -> None:
        self._woken.set()

    def turn(self, seconds: float) -> None:
        now = self._clock()
        if now >= self._next_look:
            self.look()
            self._next_look = now + LOOK_SECONDS
        due = self.show(now)
        self._woken.wait(max(0.0, min(seconds, self._next_look - now, due - now)))
        self._woken.clear()

    def show(self, now: float) -> float:
        """Bring every lamp to where it should be at this moment; returns when that changes next."""
        wanted, since = self._wanted, self._since
        due = now + LOOK_SECONDS
        for colour in self.colours():
            flash = wanted.get(colour)
            on = flash is not None
            if flash is not None and (half := HALF_PERIOD.get(flash)):
                halves = int((now - since) / half)
                on = halves % 2 == 0
                due = min(due, since + (halves + 1) * half)
            if self._lit.get(colour) != on:
                self.switch(colour, on=on)
                self._lit[colour] = on
        return due

    def _enable(self) -> None:
        self._lit.clear()  # nobody knows what they show
        self._next_look = 0.0
        self.show(self._clock())
        super()._enable()

    def _disable(self) -> None:
        self._wanted = {}
        for colour in self.colours():
            try:
                self.switch(colour, on=False)
            except DeviceError:
                return  # it is lost: nobody can darken it
