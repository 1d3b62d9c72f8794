"""A question for a card while not everything here reads: what is shown is what can be done now, whichever service asks.

The device may be unplugged while somebody stands before the open question, and a service cannot see that; without a word they
would hold their card to a dark window until they give up. What the service says below its title is about that window, so it is
left out; title and buttons stay, for they are the ways on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.core.card_work import WAYS
from kiosk.core.outcomes import Scans
from kiosk.core.session.card_asked import RENEWED
from kiosk.core.session.texts import _
from kiosk.link.prompts import PresentCard, Prompt

if TYPE_CHECKING:
    from kiosk.core.session.conversation import Question
    from kiosk.core.session.position import PositionDesk

NOTHING_READS = _("The scanner is not working; please call staff")

READERS = ("scanner", "stripe_reader")

OF_THE_STRIPE = (*WAYS.values(), RENEWED)
"""Hints of the desk's own, which are true without a scanner."""


def wants_to_read(question: Question) -> bool:
    """Whether scanner or reader of stripes answer it; a card before the encoder is none of theirs."""
    return isinstance(question.prompt, PresentCard) and any(
        isinstance(accept, Scans) for accept in question.accepts
    )


def what_reads(position: PositionDesk) -> frozenset[str]:
    """Which kinds of reader work here now."""
    return frozenset(each for each in READERS if position.equipment.ready(position.name, (each,)))


def as_it_can_be_answered(position: PositionDesk, question: Question) -> Prompt:
    """The question's prompt as it is shown now."""
    prompt = question.prompt
    if not isinstance(prompt, PresentCard) or not wants_to_read(question):
        return prompt
    reads = what_reads(position)
    if "scanner" in reads:
        return prompt
    if "stripe_reader" in reads and prompt.subject == "card":
        hints = tuple(each for each in prompt.hints if each in OF_THE_STRIPE)
        return msgspec.structs.replace(prompt, subtitle="", hints=hints)
    return msgspec.structs.replace(
        prompt, subtitle="", hints=(), swipe="", subject="nothing", error=NOTHING_READS
    )
