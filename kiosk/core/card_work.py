"""Waiting at the encoder: what a person is told to swipe, until the end of an operation on a card is known.

One loop for whoever makes, erases or reads a card, so that "swipe 1 of 2: write, 2 of 2: check" looks and reads alike
everywhere, back and cancel end the wait at the device, and nobody is left with a screen that asks for a card which is no
longer waited for.

    operation = await visit.write(lambda tx: tx.intend_card(Tracks(track2=number), purpose="member card"))
    end = await until_carded(visit, operation)
    if end.outcome == "done": …           # read back, and the same; nothing else is a card that may be given out

Left out: what a failed or uncertain card means to the service. An uncertain one stands on the staff's list already.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.core.outcomes import Cards, CardSeen, CardWanted, OperationFinished, Operations, TimedOut
from kiosk.core.records import Operation
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, PresentCard, Progress, Prompt, Steps
from kiosk.link.texts import Text

_ = Texts("core")

CANCEL = Action("core.cancel", _("Stop"), icon="close")

TOLD: dict[str, tuple[Text, Text]] = {
    "write": (_("Swipe the card"), _("Swipe 1 of 2: the card is written")),
    "erase": (_("Swipe the card"), _("Swipe 1 of 2: the card is erased")),
    "check": (_("Swipe it once more"), _("Swipe 2 of 2: the same card is checked")),
    "read": (_("Swipe the card"), _("It is only read")),
}
"""Title and subtitle, by what the encoder wants the card for."""

WRONG: dict[str, Text] = {
    "bad_swipe": _("That swipe failed. Again, steadily"),
    "unreadable": _("Not readable yet. Swipe it again"),
    "payment_card": _("A bank card. Take the new card"),
}
"""What was wrong with the swipe before."""

WAYS: dict[str, Text] = {
    "down": _("Stripe to the left, top to bottom, steadily"),
    "right": _("Stripe below, left to right, steadily"),
}

STOP_SECONDS = 15.0
"""How long the end is waited for that a stop brings: longer, and the devices are away. Then it is told when they are back."""


class CardEnd(msgspec.Struct, frozen=True):
    """How an operation on a card ended, in the devices' words, and what was read where it was a reading."""

    outcome: Literal["done", "failed", "uncertain"]
    reason: str = ""
    seen: CardSeen | None = None


async def until_carded(visit: Visit, operation: Operation) -> CardEnd:
    """Say what to swipe until the operation has ended; back and "stop" end it. The screens are the desk's own."""
    accepts = (Cards(operation.id), Operations(operation.id))
    seen: CardSeen | None = None
    prompt: Prompt = getting_ready()
    within: float | None = None
    while True:
        match await visit.ask(prompt, accepts=accepts, within=within, back=within is None):
            case OperationFinished(outcome=ended, reason=reason):
                return CardEnd(ended, reason, seen)
            case CardSeen() as seen:
                prompt, within = finishing(), STOP_SECONDS
            case CardWanted() as wanted if within is None:
                prompt = swipe_it(wanted)
            case TimedOut():
                return CardEnd("uncertain", "the encoder has not said how it ended")
            case Chosen():
                await visit.cancel_card(operation.id)
                prompt, within = finishing(), STOP_SECONDS


def getting_ready() -> Progress:
    """The encoder has been asked, and wants no card yet."""
    return Progress(_("One moment, please"), _("The card encoder is getting ready"), (CANCEL,))


def finishing() -> Progress:
    """The end is on its way."""
    return Progress(_("One moment, please"), _("The card encoder is finishing"))


def swipe_it(wanted: CardWanted) -> PresentCard:
    """One swipe: which it is, how it is done, and what was wrong with the one before."""
    title, subtitle = TOLD[wanted.swipe]
    steps = None if wanted.swipe == "read" else Steps(2 if wanted.swipe == "check" else 1, 2)
    return PresentCard(
        title,
        subtitle,
        hints=(WAYS[wanted.way],) if wanted.way else (),
        actions=(CANCEL,),
        steps=steps,
        error=WRONG.get(wanted.why, ""),
        swipe=wanted.way,
    )
