"""From what was heard to the compartment table: numbers, places on the wall, switches and their polarity.

A door gets the number that is painted on it, and that is its place on the wall, counted from the upper left, row by row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from kiosk.drivers.lockers.boards.bus import BoardBus
from kiosk.drivers.lockers.boards.families import family_of
from kiosk.drivers.lockers.expander.probe import SWITCH_OF
from kiosk.drivers.lockers.wiring import BoardWall, ExpanderWall, Heard, Key, PinWall, Wall
from kiosk.drivers.probing import Found
from kiosk.drivers.serial_port import open_serial
from kiosk.link.settings_devices import Bank, Compartment
from kiosk.link.settings_wiring import HEADER_PINS
from kiosk.setup.box import Box

WRITE_SECONDS = 1.0


class Source(msgspec.Struct, frozen=True):
    """Where a wall's locks are: boards or expanders at a port, or coils at this computer's pins."""

    boards: Found | None = None
    coils: tuple[int, ...] = ()

    @property
    def expanders(self) -> bool:
        """Whether they hang on I/O expanders."""
        return self.boards is not None and self.boards.driver == "expander"

    @property
    def count(self) -> int:
        """Locks that may be there."""
        return len(self.boards.locks) if self.boards is not None else len(self.coils)


def sources_of(box: Box) -> list[Source]:
    """Every wall that was found."""
    found = [Source(boards=each) for each in box.things.of("lockers")]
    return [*found, Source(coils=box.things.coils)] if box.things.coils else found


def open_wall(source: Source, box: Box) -> Wall:
    """Claim the locks of a source. Raises a `DeviceError`."""
    if source.expanders and source.boards is not None:
        path = box.layout.run_folder / source.boards.port
        return ExpanderWall(path, source.boards.locks, seconds=box.pace.pulse)
    if source.boards is not None:
        family = family_of(source.boards.family or "k16", 5)
        line = open_serial(
            box.layout.run_folder / source.boards.port, source.boards.baud or family.baud, WRITE_SECONDS
        )
        return BoardWall(BoardBus(line, family), source.boards.locks)
    if box.layout.places.emulated:
        from kiosk.drivers.world.pins import WorldFactory

        lines = range(max(source.coils) + len(source.coils) + 2)
        return PinWall(
            WorldFactory(box.layout.run_folder / "world.sock"), source.coils, lines, seconds=box.pace.pulse
        )
    from kiosk.drivers.lockers.gpio import LgpioFactory

    return PinWall(LgpioFactory(box.layout.run_folder), source.coils, HEADER_PINS, seconds=box.pace.pulse)


def crossed(heard: Heard) -> bool:
    """A board's lock whose own switch did not move, but another's: the two must be on one number."""
    return isinstance(heard.lock, tuple) and heard.switch is not None and heard.switch != heard.lock


def usable(heard: Sequence[Heard]) -> list[Heard]:
    """Locks behind which a door was seen to open."""
    return [each for each in heard if each.switch is not None and not crossed(each)]


def in_order(heard: Sequence[Heard]) -> dict[int, Heard]:
    """Doors numbered in the order in which they opened."""
    return dict(enumerate(usable(heard), start=1))


def open_level(doors: Mapping[int, Heard]) -> int:
    """The level that most switches have with the door open: it is one setting of the whole bank."""
    levels = Counter(each.open_level for each in doors.values())
    return max((0, 1), key=lambda level: (levels[level], level))


def contradicting(doors: Mapping[int, Heard]) -> list[int]:
    """Doors whose switch is wired the other way round than most."""
    level = open_level(doors)
    return sorted(number for number, each in doors.items() if each.open_level != level)


def bank_of(
    source: Source, doors: Mapping[int, Heard], columns: int, name: tuple[str, str], *, emulated: bool
) -> Bank:
    """The bank as the settings have it. Doors whose switch contradicts the others are left out."""
    left_out = set(contradicting(doors))
    kept = {number: each for number, each in sorted(doors.items()) if number not in left_out}
    compartments = tuple(
        _compartment(number, each, columns, on_expander=source.expanders) for number, each in kept.items()
    )
    level: int = open_level(doors)
    common = Bank(
        name=name[0], name_en=name[1], sensor_open_level=1 if level else 0, compartments=compartments
    )
    if source.expanders and source.boards is not None:
        return msgspec.structs.replace(common, driver="expander", port=source.boards.port)
    if source.boards is not None:
        return msgspec.structs.replace(
            common, driver="board", family=source.boards.family or "k16", port=source.boards.port
        )
    return msgspec.structs.replace(common, factory="world" if emulated else "lgpio")


def _compartment(number: int, heard: Heard, columns: int, *, on_expander: bool) -> Compartment:
    row, column = divmod(number - 1, columns)
    lock: Key = heard.lock
    if isinstance(lock, tuple) and on_expander:
        address, coil = lock
        return Compartment(
            number=number, board=address, coil=coil, sensor=coil + SWITCH_OF, row=row, column=column
        )
    if isinstance(lock, tuple):
        return Compartment(number=number, board=lock[0], lock=lock[1], row=row, column=column)
    return Compartment(number=number, coil=lock, sensor=heard.switch, row=row, column=column)
