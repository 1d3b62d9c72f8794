"""A card at the encoder, for whoever makes one: written and read back, tried again, taken for void, or left for later.

A blank that may hold half of it is not given out, not even for later: it is void, and another one is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import AlreadyHeld, Chosen, Reservation, Visit, until_carded

from . import screens
from .held import AtHand, Ending, begin, end, in_doubt

How = Literal["written", "later", "plain", "void", "stopped", "held"]


@dataclass(frozen=True, slots=True)
class Stripe:
    """How it ended: `written` and compared, to be written `later` (no encoder works), `plain` (cards without a
    stripe), the blank is `void`, it was `stopped`, or it is `held`: at another encoder.

    `operation` is the one that was done. `spoiled`: the blank is void, though nobody said so."""

    how: How
    operation: str = ""
    spoiled: bool = False

    @property
    def why_not(self) -> str:
        """Why there is no card, as the refusals of its services are named; "" where there is one, or another blank is taken."""
        if self.how == "stopped" and self.spoiled:
            return "spoiled"
        return self.how if self.how in ("stopped", "held") else ""


async def write_stripe(visit: Visit, card: AtHand) -> Stripe:
    """Write a number on the card at hand. A blank may be taken for void, and another one used."""
    held: Reservation | None = None
    while True:
        if not visit.ready("encoder"):
            return await _without(visit, card, held)
        try:
            begun = await visit.write(begin, card, held)
        except AlreadyHeld:
            return Stripe("held")
        operation, held = begun
        ended = await until_carded(visit, operation)
        if ended.outcome == "done":
            await visit.write(end, held, "written")
            return Stripe("written", operation.id)
        answer = await visit.ask(screens.not_written(ended, blank=bool(card.product)))
        if answer != Chosen("again"):
            return await _ended(visit, held, "void" if answer == Chosen("void") else "stopped")


async def _without(visit: Visit, card: AtHand, held: Reservation | None) -> Stripe:
    """The encoder is not there, or not any more."""
    doubt = held is not None and await visit.read(in_doubt, held)
    match await visit.ask(screens.spoiled() if doubt and card.product else screens.no_encoder()):
        case Chosen("later"):
            return await _ended(visit, held, "later")
        case Chosen("void"):
            return await _ended(visit, held, "void")
        case _:
            return await _ended(visit, held, "stopped")


async def _ended(visit: Visit, held: Reservation | None, how: Literal["later", "void", "stopped"]) -> Stripe:
    ending: Ending = how
    spoiled = held is not None and await visit.write(end, held, ending)
    return Stripe(how, spoiled=spoiled)
