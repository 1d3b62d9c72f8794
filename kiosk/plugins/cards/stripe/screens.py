"""What is asked at the encoder when a card was not written, or cannot be."""

from __future__ import annotations

from kiosk.core.api import Action, CardEnd, Confirm, Fact
from kiosk.plugins.cards.words import _


def not_written(end: CardEnd, *, blank: bool) -> Confirm:
    """The card was not made: again, another blank, or stop."""
    return Confirm(
        title=_("The card was not written"),
        subtitle=_("It may hold half of it. Do not give it out like this.")
        if end.outcome == "uncertain"
        else _("Swipe it steadily, in one go."),
        actions=(
            Action("again", _("Try again"), icon="refresh", primary=True),
            *((Action("void", _("This card is spoiled, take another")),) if blank else ()),
        ),
        icon="credit_card",
        tone="amber",
    )


def spoiled() -> Confirm:
    """No encoder any more, and a blank that may hold half of it."""
    return Confirm(
        title=_("The card encoder is not working"),
        subtitle=_("It may hold half of it. Do not give it out like this."),
        actions=(Action("void", _("This card is spoiled, take another"), primary=True),),
        icon="credit_card",
        tone="amber",
    )


def no_encoder() -> Confirm:
    """Nothing here writes stripes now."""
    return Confirm(
        title=_("The card encoder is not working"),
        subtitle=_("The printed number and barcode work without the stripe. It can be written later."),
        actions=(Action("later", _("Give it out, write it later"), primary=True),),
        icon="credit_card",
        tone="amber",
    )


def waits() -> Fact:
    """Beside a card that is given out with nothing on its stripe."""
    return Fact(_("Stripe"), _("Not written. It is on the list of cards"), alert=True)
