"""A question for a card while nothing here can read one: it says so, whichever service asks.

The device may be unplugged while somebody stands before the open question, and a service cannot see that; without a word they
would hold their card to a dark window until they give up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.core.outcomes import Scans
from kiosk.core.session.texts import _
from kiosk.link.prompts import PresentCard, Prompt

if TYPE_CHECKING:
    from kiosk.core.session.conversation import Question
    from kiosk.core.session.position import PositionDesk

NOTHING_READS = _("The scanner is not working; please call staff")

READERS = (("scanner",), ("stripe_reader",))


def wants_to_read(question: Question) -> bool:
    """Whether scanner or reader of stripes answer it; a card before the encoder is none of theirs."""
    return isinstance(question.prompt, PresentCard) and any(
        isinstance(accept, Scans) for accept in question.accepts
    )


def can_read(position: PositionDesk) -> bool:
    """Whether anything here reads codes or cards now."""
    return any(position.equipment.ready(position.name, reader) for reader in READERS)


def as_it_can_be_answered(position: PositionDesk, question: Question) -> Prompt:
    """The question's prompt as it is shown now."""
    prompt = question.prompt
    if not isinstance(prompt, PresentCard) or not wants_to_read(question):
        return prompt
    if can_read(position):
        return prompt
    return msgspec.structs.replace(prompt, error=NOTHING_READS)
