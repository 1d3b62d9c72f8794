"""What a flow may wait for, and what it may be told: the two sides of `Visit.ask`.

A screen here nearly always waits for several things at once: a touch, a scan, a door, a printer, the clock.
`ask` takes a prompt and what it *accepts*, and returns exactly one *outcome*.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.link.cards import TrackNumber, Tracks
from kiosk.link.messages import DoorState, ScanRefusal
from kiosk.link.prompts import Chosen, Entered, SwipeWay


class Scans(msgspec.Struct, frozen=True):
    """Accept one scan at this position (one shot: the scanner is disarmed after it)."""


class Doors(msgspec.Struct, frozen=True):
    """Accept a change of one door, or of any when `place_id` is empty."""

    place_id: str = ""


class Operations(msgspec.Struct, frozen=True):
    """Accept the outcome of one operation, at once when it is already known."""

    operation_id: str


class Cards(msgspec.Struct, frozen=True):
    """Accept what the encoder says while it is busy with one operation on a card: `CardWanted` and `CardSeen`. Its end is
    accepted by `Operations`."""

    operation_id: str


class Changes(msgspec.Struct, frozen=True):
    """Accept word that somebody, at whatever position, has recorded an event of one family ("lending" for
    "lending.borrowed"), or of any when `family` is empty. One that came between two questions is kept for the next."""

    family: str = ""


Accept: TypeAlias = Scans | Doors | Operations | Cards | Changes


KnownCode: TypeAlias = Literal["", "member_card", "tag", "badge", "ticket"]
"""What a code is already in this house: a member's card, an item's tag, a badge, a slip or ticket that some service takes;
"" for none of them."""


class Scan(msgspec.Struct, frozen=True):
    """A scan, or why it could not be used (`refused`). The repr is masked: it may be a card number.

    `swiped`: it came from a reader of stripes. `typed`: nothing was shown, the number was typed (`PresentCard.may_type`):
    whoever types a number need not have its card, so ask for the member's PIN (`Visit.member_pin`) before it opens anything.
    `bad_swipes`: how many swipes of this visit could not be read, this one included.
    """

    text: str = ""
    refused: ScanRefusal | Literal[""] = ""
    swiped: bool = False
    typed: bool = False
    bad_swipes: int = 0

    def __repr__(self) -> str:
        return f"Scan(<{len(self.text)} characters>, refused={self.refused!r})"


class DoorMoved(msgspec.Struct, frozen=True):
    """A door is now in `state`. `operation_id` is the pulse that opened it, empty when nobody asked."""

    place_id: str
    state: DoorState
    operation_id: str = ""


class OperationFinished(msgspec.Struct, frozen=True):
    """An operation has its final outcome."""

    operation_id: str
    outcome: Literal["done", "failed", "uncertain"]
    reason: str = ""


class CardWanted(msgspec.Struct, frozen=True):
    """The encoder waits for a card to be swiped, for so many `seconds`: to be written or erased, to be checked (the same card
    again), or to be read. `attempt` beyond 1 is "again", and `why` says what was wrong with the swipe before. `way`: how the
    card goes through it."""

    operation_id: str
    swipe: Literal["write", "check", "read", "erase"]
    attempt: int
    attempts: int
    seconds: int
    why: Literal["", "bad_swipe", "unreadable", "payment_card"] = ""
    way: SwipeWay = ""


class CardSeen(msgspec.Struct, frozen=True):
    """What is on a card that was read; never a payment card's. `unreadable`: tracks with something on them that nobody can
    tell. Its repr is masked, as that of `Tracks` is."""

    operation_id: str
    tracks: Tracks
    unreadable: tuple[TrackNumber, ...] = ()


class Changed(msgspec.Struct, frozen=True):
    """Something that the screen shows may have changed: read again, and ask again with `update`."""


class TimedOut(msgspec.Struct, frozen=True):
    """Nothing came within the seconds given to `ask`."""


Outcome: TypeAlias = (
    Chosen | Entered | Scan | DoorMoved | OperationFinished | CardWanted | CardSeen | Changed | TimedOut
)

BACK = Chosen("back")
"""The answer of the bar's back button."""
