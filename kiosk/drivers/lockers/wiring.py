"""Which coil opens which door, and which switch tells of it: found out by releasing one lock and looking what moves.

Three kinds of wall. Lock boards, whose locks are known by address. Pins of this computer: of these only such are ever driven
that the computer itself drives low from power-on, because somebody has declared them as coils (`gpio=17=op,dl` in config.txt);
a pin that nobody declared is read and never driven, for it may be shorted to ground by a door switch. And expanders, of which
nobody can know that: only the usual wiring is tried (coils at port A, switches at port B), after a person has said so.

One lock at a time, one pulse each, with a rest after it that is twice as long.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from kiosk.drivers.lockers.boards.bus import BoardBus
from kiosk.drivers.lockers.expander.probe import SWITCH_OF
from kiosk.drivers.lockers.expander.wires import ExpanderWires
from kiosk.drivers.lockers.lines import Coil, PulsingFactory
from kiosk.drivers.probing import Lock
from kiosk.link.settings_devices import Bank, Compartment

PULSE_SECONDS = 0.3
REST_SECONDS = 0.6
WAIT_SECONDS = 2.0
"""How long a door may take to be seen open."""

STEADY_LOOKS = 3
LOOK_SECONDS = 0.05
"""A switch that chatters is waited for until so many looks in a row say the same."""

Key: TypeAlias = "Lock | int"
"""A switch: a board's lock, or a pin."""

_COIL = re.compile(r"^\s*gpio=(\d+(?:[-,]\d+)*)=([a-z,]+)\s*(?:#.*)?$", re.MULTILINE)


class Wall(Protocol):
    """Locks that can be released, and switches that can be looked at. Everything may raise a `DeviceError`."""

    locks: tuple[Key, ...]

    def release(self, lock: Key) -> None:
        """Release one lock, once."""

    def look(self) -> Mapping[Key, bool]:
        """Every switch that can be read, as its raw level."""

    def close(self) -> None:
        """Give everything back."""


class Heard(msgspec.Struct, frozen=True):
    """What came of releasing one lock. Without a `switch` nothing moved: no door, or no switch."""

    lock: Any
    switch: Any = None
    open_level: int = 1
    others: int = 0
    """How many more switches moved than one: crossed wires, or a person."""


class BoardWall:
    """Lock boards on one serial line."""

    def __init__(self, bus: BoardBus, locks: Collection[Lock]) -> None:
        self._bus = bus
        self.locks: tuple[Key, ...] = tuple(locks)

    def release(self, lock: Key) -> None:
        """One command; the board's own timer ends the pulse."""
        assert isinstance(lock, tuple)  # noqa: S101 - a board's locks are
        self._bus.unlock(*lock)

    def look(self) -> Mapping[Key, bool]:
        """Ask every board, or every lock where a board tells of one at a time."""
        found: dict[Key, bool] = {}
        asked: set[int] = set()
        for lock in self.locks:
            assert isinstance(lock, tuple)  # noqa: S101 - a board's locks are
            board, number = lock
            if self._bus.family.whole_board and board in asked:
                continue
            asked.add(board)
            for each, level in (self._bus.ask(board, number) or {}).items():
                found[board, each] = level
        return found

    def close(self) -> None:
        self._bus.close()


class PinWall:
    """Pins of this computer. `coils` are declared; every other pin is an input with a pull-up."""

    def __init__(
        self,
        factory: PulsingFactory,
        coils: Collection[int],
        pins: Collection[int],
        *,
        seconds: float = PULSE_SECONDS,
    ) -> None:
        self._factory = factory
        self._seconds = seconds
        self._coils: dict[int, Coil] = {}
        self._switches: dict[int, Any] = {}
        self.locks: tuple[Key, ...] = tuple(coils)
        try:
            for pin in coils:
                self._coils[pin] = Coil(factory, pin)
            for pin in pins:
                if pin not in self._coils:
                    self._switches[pin] = factory.pin(pin)
                    self._switches[pin].input_with_pull("up")
        except BaseException:
            self.close()
            raise

    def release(self, lock: Key) -> None:
        """One pulse."""
        assert isinstance(lock, int)  # noqa: S101 - a pin is a number
        self._coils[lock].pulse(self._seconds)

    def look(self) -> Mapping[Key, bool]:
        return {pin: bool(switch.state) for pin, switch in self._switches.items()}

    def close(self) -> None:
        for coil in self._coils.values():
            coil.free()
        self._coils.clear()
        self._factory.close()


class ExpanderWall:
    """Expanders at one bus, a chip's port A for coils and its port B for switches: a lock is an address and a coil's pin."""

    def __init__(self, path: Path, locks: Collection[Lock], *, seconds: float = PULSE_SECONDS) -> None:
        """Claim the chips. Raises a `DeviceError`."""
        self._seconds = seconds
        self._doors = dict(enumerate(locks, start=1))
        self._numbers: dict[Key, int] = {lock: number for number, lock in self._doors.items()}
        self.locks: tuple[Key, ...] = tuple(locks)
        self._wires = ExpanderWires(path, expander_bank(self._doors))

    def release(self, lock: Key) -> None:
        """One pulse, timed by the guard."""
        self._wires.pulse(self._numbers[lock], self._seconds)

    def look(self) -> Mapping[Key, bool]:
        looked = self._wires.look(self._doors)
        return {self._doors[number]: level for number, level in looked.items()}

    def close(self) -> None:
        self._wires.release()


def expander_bank(doors: Mapping[int, Lock]) -> Bank:
    """A bank of these locks; its switches' high level is called open, so that what is seen is the raw level."""
    compartments = tuple(
        Compartment(number=number, board=address, coil=coil, sensor=coil + SWITCH_OF, row=0, column=0)
        for number, (address, coil) in doors.items()
    )
    return Bank(name="-", driver="expander", sensor_open_level=1, compartments=compartments)


def listen(
    wall: Wall,
    lock: Key,
    *,
    wait: float = WAIT_SECONDS,
    rest: float = REST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Heard:
    """Release one lock and wait for a switch to move. Raises a `DeviceError`."""
    before = dict(wall.look())
    wall.release(lock)
    began = clock()
    moved: dict[Key, bool] = {}
    steady = 0
    while clock() - began < wait and not (moved and steady >= STEADY_LOOKS):
        sleep(LOOK_SECONDS)
        now = wall.look()
        seen = {key: level for key, level in now.items() if key in before and level != before[key]}
        steady = steady + 1 if seen == moved else 1
        moved = seen
    left = rest - (clock() - began)
    if left > 0:
        sleep(left)
    if not moved:
        return Heard(lock)
    switch = lock if lock in moved else next(iter(moved))
    return Heard(lock, switch, int(moved[switch]), len(moved) - 1)


def declared_coils(config: str) -> tuple[int, ...]:
    """The pins that a Raspberry Pi's config.txt drives low from power-on (`gpio=17=op,dl`): coils, and nothing else."""
    pins: list[int] = []
    for named, words in _COIL.findall(config):
        if {"op", "dl"} <= set(words.split(",")):
            for part in named.split(","):
                first, _, last = part.partition("-")
                pins += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(pins))


def coils_of(path: Path) -> tuple[int, ...]:
    """The same, of a file; none where there is no such file."""
    try:
        return declared_coils(path.read_text("utf-8", "replace"))
    except OSError:
        return ()
