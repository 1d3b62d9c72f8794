"""The simulated header (gpio-sim): levels and switches by sysfs, each change of a line with its time by the kernel's trace."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kiosk.link.settings_devices import Bank, Compartment

TRACING = Path("/sys/kernel/tracing")
_CHANGE = re.compile(r"\s(\d+\.\d+): gpio_value: (\d+) set ([01])")

COIL, SENSOR = 17, 27
OTHER_COIL, OTHER_SENSOR = 22, 23


def bank(**differences: object) -> Bank:
    """Two lockers on the header."""
    doors = (
        Compartment(number=1, coil=COIL, sensor=SENSOR, row=0, column=0),
        Compartment(number=2, coil=OTHER_COIL, sensor=OTHER_SENSOR, row=1, column=0),
    )
    return Bank(name="lab", compartments=doors, **differences)  # type: ignore[arg-type]


def _line(pin: int) -> Path:
    (found,) = Path("/sys/devices/platform").glob(f"gpio-sim.*/gpiochip*/sim_gpio{pin}")
    return found


def level(pin: int) -> int:
    """0 or 1, as a meter would show it."""
    return int((_line(pin) / "value").read_text())


def shut(pin: int) -> None:
    """A door is shut: its switch connects the line to ground."""
    (_line(pin) / "pull").write_text("pull-down")


def opened(pin: int) -> None:
    """A door is open: its switch lets go of the line, and the pull-up raises it."""
    (_line(pin) / "pull").write_text("pull-up")


def _base() -> int:
    for chip in Path("/sys/class/gpio").glob("gpiochip*"):
        if "sim" in (chip / "label").read_text():
            return int((chip / "base").read_text())
    raise AssertionError("the simulated header is not there")


class Change(NamedTuple):
    """A line was set."""

    at: float
    level: int


class Trace:
    """What the kernel set lines to, from here on."""

    def __enter__(self) -> Self:
        (TRACING / "tracing_on").write_text("0")
        (TRACING / "trace").write_text("")
        (TRACING / "trace_clock").write_text("mono")
        (TRACING / "events/gpio/gpio_value/enable").write_text("1")
        (TRACING / "tracing_on").write_text("1")
        self.began = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        (TRACING / "events/gpio/gpio_value/enable").write_text("0")

    def of(self, pin: int) -> list[Change]:
        """The changes of one line so far; a level that was set again is none."""
        number = str(_base() + pin)
        changes: list[Change] = []
        for at, line, value in _CHANGE.findall((TRACING / "trace").read_text()):
            if line == number and (not changes or changes[-1].level != int(value)):
                changes.append(Change(float(at), int(value)))
        return changes

    def pulses(self, pin: int) -> list[float]:
        """How long each pulse of a line lasted that has ended."""
        changes = self.of(pin)
        return [low.at - high.at for high, low in pairwise(changes) if high.level == 1]
