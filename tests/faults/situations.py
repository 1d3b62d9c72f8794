"""Which fault can strike at which moment of a visit: the whole product, and what is left out of it with its reason.

A moment is a place in a visit to a locker: what somebody came for, and when the fault strikes. Faults and their words are the
world's own (`kiosk/drivers/world/faults.py`): one that is added there is in the product by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from kiosk.drivers.world.faults import BoardFault, DoorFault, PrinterFault, ScannerFault

Purpose = Literal["borrow", "return"]
Strike = Literal["before", "card", "tag", "open"]
"""`before` the first touch; when the `card` is asked for; when a rack asks for the `tag`; when the door stands `open`."""


@dataclass(frozen=True)
class Moment:
    """A moment of a visit, as a reader of the table knows it."""

    words: str
    purpose: Purpose
    strike: Strike
    rack: bool = False


SHOWING_CARD = Moment("the card is asked for", "borrow", "card")
SHOWING_TAG = Moment("the item is scanned to return it", "return", "before")
RACK_TAG = Moment("a rack asks for the tag of what was taken", "borrow", "tag", rack=True)
OPENING = Moment("the door is to open, for a loan", "borrow", "card")
TAKING = Moment("the door is open, for a loan", "borrow", "open")
OPENING_BACK = Moment("the door is to open, for a return", "return", "before")
PUTTING = Moment("the door is open, for a return", "return", "open")
BEFORE_SLIP = Moment("before a loan whose slip it prints", "borrow", "before")
SLIP = Moment("a loan's slip is to be printed", "borrow", "open")
SLIP_BACK = Moment("a return's slip is to be printed", "return", "open")

WHERE: dict[str, tuple[Moment, ...]] = {
    "scanner": (SHOWING_CARD, SHOWING_TAG, RACK_TAG),
    "locks": (OPENING, TAKING, OPENING_BACK, PUTTING),
    "door": (OPENING, TAKING, OPENING_BACK, PUTTING),
    "printer": (BEFORE_SLIP, SLIP, SLIP_BACK),
}

FAULTS: dict[str, tuple[str, ...]] = {
    "scanner": get_args(ScannerFault),
    "locks": get_args(BoardFault),
    "door": get_args(DoorFault),
    "printer": get_args(PrinterFault),
}

VALUES = {
    "split": 30,
    "keys_lost": 2,
    "bus_split": 40,
    "slow": 900,
    "bounces": 6,
    "paper_out_at": 3_000,
    "sluggish": 4_000,
    "disconnect_at": 3_000,
}
"""How bad it is, for faults that can be more or less so."""

CANNOT: dict[tuple[str, str], str] = {
    (
        "scanner",
        "keys_lost",
    ): "of keyboard-mode scanners; the house has a serial one (tests/drivers/test_scanner_hid.py)",
}
"""Faults of devices that this house does not have."""

NOTHING_MOVES = "the door has moved already, and the fault is about moving it"
STRIKES_LATER = {
    (fault, moment): NOTHING_MOVES
    for fault in ("jammed", "sticks", "slow", "coil_dead")
    for moment in (TAKING, PUTTING)
}
"""Moments at which a fault changes nothing that could be seen."""


@dataclass(frozen=True)
class Case:
    """One fault at one moment."""

    device: str
    fault: str
    moment: Moment

    @property
    def name(self) -> str:
        """For pytest."""
        return f"{self.fault} when {self.moment.words}"


def cases() -> Iterator[Case]:
    """The product without what is left out."""
    for device, faults in FAULTS.items():
        for fault in faults:
            if (device, fault) in CANNOT:
                continue
            for moment in WHERE[device]:
                if (fault, moment) not in STRIKES_LATER:
                    yield Case(device, fault, moment)
