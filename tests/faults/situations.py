"""Which fault can strike at which moment of a visit: the whole product, and what is left out of it with its reason.

A moment is a place in a visit: what somebody came for, and when the fault strikes. Faults and their words are the world's own
(`kiosk/drivers/world/faults.py`): one that is added there is in the product by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from kiosk.drivers.world.faults import (
    BoardFault,
    DoorFault,
    EncoderFault,
    ExpanderFault,
    PrinterFault,
    ScannerFault,
    UsbFault,
)

House = Literal["doors", "rack", "expanders", "usb", "cards"]
"""Umbrellas behind doors of their own, on lock boards; all in one rack; doors on expanders; printer at USB; a card encoder."""

Purpose = Literal["borrow", "return", "topup", "issue", "renew", "read"]
Strike = Literal["before", "card", "tag", "open", "swipe", "check"]
"""`before` the first touch; when the `card` is asked for; when a rack asks for the `tag`; when the door stands `open`, or the
money lies before whoever takes it; when the encoder asks for the first `swipe`, or for the second, to `check`."""


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
TOPUP_SLIP = Moment("a top-up's slip is to be printed", "topup", "open")

BEFORE_CARD = Moment("before a new card is to be written", "issue", "before")
WRITING = Moment("a new card is swiped to be written", "issue", "swipe")
CHECKING = Moment("a new card is swiped to be checked", "issue", "check")
ANEW = Moment("a member's stripe is swiped to be written anew", "renew", "swipe")
ANEW_CHECK = Moment("a member's stripe is swiped to be checked", "renew", "check")
READING = Moment("a technician swipes a card to try the encoder", "read", "swipe")

WHERE: dict[str, tuple[Moment, ...]] = {
    "scanner": (SHOWING_CARD, SHOWING_TAG, RACK_TAG),
    "locks": (OPENING, TAKING, OPENING_BACK, PUTTING),
    "door": (OPENING, TAKING, OPENING_BACK, PUTTING),
    "expanders": (OPENING, TAKING, OPENING_BACK, PUTTING),
    "printer": (BEFORE_SLIP, SLIP, SLIP_BACK, TOPUP_SLIP),
    "usb": (BEFORE_SLIP, SLIP, SLIP_BACK, TOPUP_SLIP),
    "encoder": (BEFORE_CARD, WRITING, CHECKING, ANEW, ANEW_CHECK, READING),
}

FAULTS: dict[str, tuple[str, ...]] = {
    "scanner": get_args(ScannerFault),
    "locks": get_args(BoardFault),
    "door": get_args(DoorFault),
    "expanders": get_args(ExpanderFault),
    "printer": get_args(PrinterFault),
    "usb": get_args(UsbFault),
    "encoder": get_args(EncoderFault),
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
    "short_writes": 777,
    "halt_at": 2_000,
    "i2c_nack": 3,
    "msr_slow": 2_000,
    "msr_split": 40,
    "msr_cut_at": 1,
    "msr_wrong_status": 52,
    "msr_bad_swipe": 1,
}
"""How bad it is, for faults that can be more or less so."""

CANNOT: dict[tuple[str, str], str] = {
    (
        "usb",
        "usb_taken",
    ): "the kiosk's own driver holds the printer already; a start that finds it taken: tests/drivers/test_usb_in_the_world.py",
    (
        "scanner",
        "keys_lost",
    ): "of keyboard-mode scanners; the house has a serial one (tests/drivers/test_scanner_hid.py)",
}
"""Faults that cannot strike in these houses."""

ALIKE: dict[str, str] = {
    "the printer's own faults at USB or over the network": (
        "above its wire it is the same driver with the same states, so people see the same as on the serial line; at USB"
        " the faults of its plug are played, and what differs on the wire has tests of its own"
        " (`tests/drivers/test_usb_printer.py`, `test_printer_driver.py`)"
    ),
    "a keyboard-mode scanner, a reader of stripes": (
        "lost and found as the serial scanner is, and what is read badly is refused as there"
        " (`tests/drivers/test_scanner_hid.py`, `test_scanner_stripes.py`)"
    ),
    "doors on pins of the computer; doors that stick on expanders": (
        "a door's own faults are judged by its bank, which is the same on pins, boards and expanders"
    ),
    "a new card for an old one": (
        "its blank is written and its slip printed as those of a new card are, by the same code; that it moves balances"
        " and ends the old number is its own tests' (`tests/journeys/cards/test_renew.py`)"
    ),
}
"""What no case is played for, because nobody before the kiosk would see a difference, or because it is not there."""

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
    def house(self) -> House:
        """Where it is played."""
        if self.device == "encoder":
            return "cards"
        if self.device in ("expanders", "usb"):
            return "expanders" if self.device == "expanders" else "usb"
        return "rack" if self.moment.rack else "doors"

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
