"""Where the doors' wires go, and what cannot be: two doors on one coil, a lock that its board does not have.

A part of `settings_checks.py`, apart because it is about nothing but `[[bank]]`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from kiosk.link.settings import Settings
from kiosk.link.settings_devices import NO_WIRE, Bank, BoardFamily, Compartment

Route: TypeAlias = "tuple[str | int, ...]"
Complaint: TypeAlias = "tuple[Route, str]"

HEADER_PINS = range(2, 28)
"""BCM numbers on the Pi's 40-pin header that are free for use (0 and 1 identify add-on boards)."""

EXPANDERS, EXPANDER_PINS, EXPANDER_OUTPUTS = range(0x20, 0x28), range(16), (7, 15)
"""An MCP23017's addresses and pins, and those that are no inputs (the driver holds itself to the same)."""

LOCKS: dict[BoardFamily, tuple[range, range]] = {
    "k16": (range(16), range(16)),
    "k12": (range(16), range(12)),
    "k48": (range(32), range(48)),
    "8a": (range(1, 33), range(1, 51)),
}
"""Boards and locks of each family, as it counts them; the drivers hold themselves to the same (a test compares them)."""


def wiring(settings: Settings) -> Iterator[Complaint]:
    """Everything about banks that the types alone cannot see."""
    for number, bank in enumerate(settings.banks):
        yield from _bank(bank, ("bank", number))
        yield from _wall(bank, ("bank", number))
        if bank.driver == "board":
            yield from _locks(bank, ("bank", number))
    yield from _expanders(settings)
    yield from _wires(settings)


def _bank(bank: Bank, route: Route) -> Iterator[Complaint]:
    if not bank.compartments:
        wrong = f'the bank "{bank.name}" has no doors'
        yield _complaint(*route, "compartment", wrong=wrong, right="at least one [[bank.compartment]]")
    if bank.cooldown_ms < 2 * bank.pulse_ms:
        wrong = f"cooldown_ms is {bank.cooldown_ms}: a coil rests at least twice as long as its pulse"
        right = f"{2 * bank.pulse_ms} or more (pulse_ms is {bank.pulse_ms})"
        yield _complaint(*route, "cooldown_ms", wrong=wrong, right=right)
    if bank.open_within_ms < bank.pulse_ms:
        wrong = f"open_within_ms is {bank.open_within_ms}, and the pulse alone takes {bank.pulse_ms}"
        yield _complaint(
            *route, "open_within_ms", wrong=wrong, right=f"{bank.pulse_ms} or more (usually 3000)"
        )
    if bank.driver == "board" and not bank.port:
        wrong = 'driver "board" needs a serial port'
        yield _complaint(*route, "driver", wrong=wrong, right='a line like port = "/dev/serial/by-id/…"')
    if bank.driver == "expander" and not bank.port:
        wrong = 'driver "expander" needs the bus that the chips are on'
        yield _complaint(*route, "driver", wrong=wrong, right='a line like port = "/dev/i2c-1"')
    if bank.driver == "world" and bank.factory != "world":
        wrong = 'driver "world" is for emulated doors, and factory "lgpio" for real ones'
        yield _complaint(*route, "driver", wrong=wrong, right='factory = "world" too, or driver = "gpio"')


def _wall(bank: Bank, route: Route) -> Iterator[Complaint]:
    """The bank's doors: each alone under its number, in its square, and on pins that exist."""
    numbers: set[int] = set()
    squares: dict[tuple[int, int], int] = {}
    for index, door in enumerate(bank.compartments):
        here = (*route, "compartment", index)
        yield from _door(bank, door, here)
        if door.number in numbers:
            wrong = f'the bank "{bank.name}" already has a door {door.number}'
            yield _complaint(*here, "number", wrong=wrong, right="a number of its own")
        square = (door.row, door.column)
        if square in squares:
            wrong = f"row {door.row}, column {door.column} is already door {squares[square]}'s"
            yield _complaint(*here, "row", wrong=wrong, right="a square of its own on the wall")
        numbers.add(door.number)
        squares.setdefault(square, door.number)


def _door(bank: Bank, door: Compartment, route: Route) -> Iterator[Complaint]:
    if door.kind == "single" and door.capacity != 1:
        wrong = f"capacity is {door.capacity} for a single compartment"
        yield _complaint(*route, "capacity", wrong=wrong, right='1, or kind = "rack"')
    if bank.driver == "board":
        return
    for key, pin in (("coil", door.coil), ("sensor", door.sensor)):
        if pin == NO_WIRE:
            wrong = f"door {door.number} has no {key}"
            yield _complaint(*route, "number", wrong=wrong, right=f"a line like {key} = 17")
        elif bank.driver == "expander":
            yield from _expander_pin(key, pin, route)
        elif pin not in HEADER_PINS and not bank.emulated:
            wrong = f"{key} is {pin}, which is no free pin of the 40-pin header"
            right = f"a BCM number from {HEADER_PINS[0]} to {HEADER_PINS[-1]}"
            yield _complaint(*route, key, wrong=wrong, right=right)


def _locks(bank: Bank, route: Route) -> Iterator[Complaint]:
    """Each door is a lock of its own, and one that its board has."""
    boards, locks = LOCKS[bank.family]
    taken: dict[tuple[int, int], int] = {}
    for index, door in enumerate(bank.compartments):
        here = (*route, "compartment", index)
        for key, value, there in (("board", door.board, boards), ("lock", door.lock, locks)):
            if value not in there:
                named = value != NO_WIRE
                wrong = (
                    f"no {bank.family} board has {key} {value}"
                    if named
                    else f"door {door.number} has no {key}"
                )
                yield _complaint(
                    *here,
                    key if named else "number",
                    wrong=wrong,
                    right=f"one from {there[0]} to {there[-1]}",
                )
        address = (door.board, door.lock)
        if address in taken:
            wrong = f"board {door.board}, lock {door.lock} is already door {taken[address]}'s"
            yield _complaint(*here, "lock", wrong=wrong, right="a lock of its own")
        taken.setdefault(address, door.number)


def _expander_pin(key: str, pin: int, route: Route) -> Iterator[Complaint]:
    if pin not in EXPANDER_PINS:
        wrong, right = f"{key} is {pin}, and an expander has 16 pins", "one from 0 (GPA0) to 15 (GPB7)"
        yield _complaint(*route, key, wrong=wrong, right=right)
    elif key == "sensor" and pin in EXPANDER_OUTPUTS:
        wrong = f"sensor is {pin}, which an MCP23017 has as an output only (GPA7 and GPB7)"
        yield _complaint(*route, key, wrong=wrong, right="another pin, and a coil here")


def _expanders(settings: Settings) -> Iterator[Complaint]:
    """Each chip has an address that there is and belongs to one bank, and each of its pins to one wire."""
    owners: dict[tuple[str, int], str] = {}
    for number, bank in enumerate(settings.banks):
        if bank.driver != "expander":
            continue
        pins: dict[tuple[int, int], str] = {}
        for index, door in enumerate(bank.compartments):
            here = ("bank", number, "compartment", index)
            if door.board not in EXPANDERS:
                wrong = f"no MCP23017 has the address {door.board:#04x}"
                right = f"board = {EXPANDERS[0]:#04x} to {EXPANDERS[-1]:#04x}, as its address pins are wired"
                yield _complaint(*here, "board" if door.board else "number", wrong=wrong, right=right)
            owner = owners.setdefault((bank.port, door.board), bank.name)
            if owner != bank.name:
                wrong = f'the expander {door.board:#04x} at {bank.port} is already the bank "{owner}"\'s'
                yield _complaint(*here, "board", wrong=wrong, right="a chip for each bank")
            for key, pin in (("coil", door.coil), ("sensor", door.sensor)):
                if pin != NO_WIRE and (door.board, pin) in pins:
                    wrong = f"{key} is pin {pin}, which is already {pins[door.board, pin]}"
                    yield _complaint(*here, key, wrong=wrong, right="a pin of its own")
                pins.setdefault((door.board, pin), f"the {key} of door {door.number}")


def _complaint(*route: str | int, wrong: str, right: str) -> Complaint:
    return route, f"{wrong}; right would be {right}"


def _wires(settings: Settings) -> Iterator[Complaint]:
    """Two uses of one pin. All banks of one factory hang on the same board."""
    boards: dict[bool, dict[int, str]] = defaultdict(dict)
    for number, bank in enumerate(settings.banks):
        if bank.driver in {"board", "expander"}:
            continue
        pins = boards[bank.emulated]
        for index, door in enumerate(bank.compartments):
            for key, pin in (("coil", door.coil), ("sensor", door.sensor)):
                if pin != NO_WIRE and pin in pins:
                    wrong = f"{key} is pin {pin}, which is already {pins[pin]}"
                    right = "a pin of its own"
                    yield _complaint("bank", number, "compartment", index, key, wrong=wrong, right=right)
                pins.setdefault(pin, f'the {key} of door {door.number} in bank "{bank.name}"')
