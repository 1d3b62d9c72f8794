"""Cards and the encoder, as the world knows them: a part of `world/messages.py`, apart because it is about stripes only.

Every card is made up. The bank card's number is the one that payment networks publish for tests.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.drivers.encoder import stripe
from kiosk.link.cards import Coercivity


class SwipeCard(msgspec.Struct, frozen=True, tag="swipe_card"):
    """Draw a card of the wallet through an encoder, once it waits for one; `Cannot` when it does not in time.
    Answered when the head is done with it. `backwards`: the stripe to the wrong side."""

    card: str
    encoder: str = ""
    backwards: bool = False
    within_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)] = 10_000


class SwipeReader(msgspec.Struct, frozen=True, tag="swipe_reader"):
    """Draw a card of the wallet through a reader of stripes (its name, or a position): it sends what it can read.
    `backwards`: the stripe to the wrong side, of which it reads nothing."""

    card: str
    reader: str
    backwards: bool = False


class NewCard(msgspec.Struct, frozen=True, tag="new_card"):
    """Put a card into the wallet, in the place of one of the same name."""

    card: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    coercivity: Coercivity = "high"
    track1: str = ""
    track2: str = ""
    track3: str = ""
    worn: bool = False


class CardTruth(msgspec.Struct):
    """A card. `stripes` are its three tracks, bit by bit (`encoder/stripe.py`). A worn stripe keeps what is written and cannot
    be read."""

    name: str
    coercivity: Coercivity = "high"
    stripes: list[str] = msgspec.field(default_factory=lambda: ["", "", ""])
    worn: bool = False
    writes: int = 0

    def swiped(self, *, backwards: bool = False) -> str:
        """What a reader of stripes sends for it: tracks between sentinels, an E where it could read nothing."""
        said = ""
        for number, sentinel in ((1, "%"), (2, ";"), (3, "+")):
            text = self.text(number)
            if self.stripes[number - 1]:
                said += f"{sentinel}{'E' if backwards or self.worn or text is None else text}?"
        return said or ";E?"

    def text(self, number: int) -> str | None:
        """What is on a track; "" for nothing, None for something that is no text."""
        return stripe.text_on(number, self.stripes[number - 1])


class EncoderTruth(msgspec.Struct):
    """The truth of one card encoder. `waits` is what it wants a card for, empty when it wants none; `lamps` are those
    that shine; `complaints` are bytes that no MSR605 knows."""

    name: str
    position: str = ""
    waits: str = ""
    coercivity: Coercivity = "low"
    lamps: list[str] = []
    complaints: list[str] = []
    faults: dict[str, int] = {}


def made(asked: NewCard) -> CardTruth:
    """A card with these texts on it. Raises `ValueError` where a stripe has no bits for a character."""
    texts = {1: asked.track1, 2: asked.track2, 3: asked.track3}
    stripes = [stripe.written(number, text) if text else "" for number, text in texts.items()]
    return CardTruth(asked.card, asked.coercivity, stripes, asked.worn)


def wallet() -> list[CardTruth]:
    """What the person before the kiosk carries at the beginning."""
    return [
        made(each)
        for each in (
            NewCard("member", "high", "80010013307", "80010013307"),
            NewCard("blank", "high"),
            NewCard("blank-loco", "low"),
            NewCard("worn", "high", "", "80010021024", worn=True),
            NewCard(
                "bank", "high", "B4111111111111111^TEST/CARD^29121010000", "4111111111111111=29121010000"
            ),
        )
    ]
