"""The cards in a journey's wallet, and what a reader of stripes says of one.

The real readers have tests of their own, against emulators that know bits and bytes; here a card is its texts.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.link.cards import Coercivity, Tracks
from kiosk.link.messages import ScanRefusal


class Card(msgspec.Struct):
    """One card. A worn stripe keeps what is written and cannot be read. `writes`: how often a head has run over it."""

    tracks: Tracks = Tracks()
    coercivity: Coercivity = "high"
    worn: bool = False
    bank: bool = False
    writes: int = 0


def wallet() -> dict[str, Card]:
    """What a person carries at the beginning, by name; `add` puts a member's own into it."""
    return {
        "blank": Card(),
        "blank-loco": Card(coercivity="low"),
        "bank": Card(Tracks(track2="4111111111111111=29121010000"), bank=True),
    }


def swiped(card: Card, *, backwards: bool) -> tuple[str, ScanRefusal | Literal[""]]:
    """What the customers' reader makes of a swipe: the number, or why there is none."""
    if card.bank:
        return "", "payment_card"
    number = card.tracks.track2 or card.tracks.track1
    return ("", "bad_swipe") if card.worn or backwards or not number else (number, "")
