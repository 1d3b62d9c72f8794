"""Staff's screens of exchange cards and car wash tickets."""

from __future__ import annotations

from kiosk.core.api import Action, Choice, Confirm, Fact, Keypad, Menu, Notice, PresentCard, Text
from kiosk.plugins.cards.sell import screens as sell_screens
from kiosk.plugins.cards.sell.selling import Card
from kiosk.plugins.cards.words import _, card_tail, yuan

from .giving import Entitled, price_of

__all__ = ["Notice"]


def what(shown: Entitled) -> Menu:
    """What there is for this member; a line that cannot be pressed says why."""
    wash: Text = (
        _.plural("{count} left this month", "{count} left this month", shown.washes)
        if shown.washes
        else _("none left this month")
        if shown.a_month
        else _("not for this tier")
    )
    return Menu(
        title=_("What does the customer want?"),
        subtitle=_(
            "{card}, {points} points", card=card_tail(shown.member.card_tail), points=f"{shown.points:,}"
        ),
        choices=(
            Choice(
                "card",
                _("An exchange card for points"),
                note=_("{points} points for each yuan", points=f"{shown.points_a_yuan:,}")
                if shown.points_a_yuan
                else _("not offered here"),
                icon="redeem",
                enabled=bool(shown.points_a_yuan),
            ),
            Choice("wash", _("A car wash ticket"), note=wash, icon="water_drop", enabled=shown.washes > 0),
        ),
    )


def which_card(shown: Entitled, error: Text = "") -> PresentCard:
    """One out of the drawer."""
    return PresentCard(
        title=_("Scan the exchange card"),
        subtitle=_("{points} points are there", points=f"{shown.points:,}"),
        error=error,
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def type_number() -> Keypad:
    """Printed on the card."""
    return sell_screens.type_number()


def too_dear(shown: Entitled, card: Card) -> Text:
    """Under the window."""
    return _(
        "{amount} takes {points} points",
        amount=yuan(card.face_fen),
        points=f"{price_of(card, shown):,}",
    )


def review(shown: Entitled, card: Card) -> Confirm:
    """Before the points leave, to be read out to the customer."""
    return Confirm(
        title=_("Exchange points for this card?"),
        subtitle=_("The card is good at once, and points do not come back."),
        facts=(
            Fact(_("Worth"), yuan(card.face_fen)),
            Fact(_("Card"), card.number),
            Fact(_("Points"), f"-{price_of(card, shown):,}", alert=True),
            Fact(_("Points left"), f"{shown.points - price_of(card, shown):,}"),
        ),
        actions=(Action("give", _("Yes, exchange"), icon="check", primary=True),),
        icon="redeem",
        tone="leaf",
    )


def one_ticket(shown: Entitled) -> Confirm:
    """Before a ticket is given."""
    return Confirm(
        title=_("Give one car wash ticket?"),
        subtitle=_("The customer signs the slip."),
        facts=(
            Fact(_("Card"), card_tail(shown.member.card_tail)),
            Fact(_("Left this month"), str(shown.washes)),
        ),
        actions=(Action("give", _("Yes, give one"), icon="check", primary=True),),
        icon="water_drop",
        tone="leaf",
    )


def exchanged(shown: Entitled, card: Card) -> Notice:
    """Theirs now."""
    return Notice(
        "done",
        _("The card is exchanged"),
        _("Give the customer the card and the slip."),
        facts=(
            Fact(_("Worth"), yuan(card.face_fen)),
            Fact(_("Points left"), f"{shown.points - price_of(card, shown):,}"),
        ),
        icon="redeem",
    )


def washed(shown: Entitled) -> Notice:
    """Given."""
    return Notice(
        "done",
        _("Give the customer one ticket"),
        _("Have the slip signed, and keep it."),
        facts=(Fact(_("Left this month"), str(shown.washes - 1)),),
        icon="water_drop",
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    **sell_screens.REFUSALS,
    "status": (_("This card is blocked"), _("Nothing was given. See Blocked cards in the staff menu.")),
    "own": (_("This is your own card"), _("A colleague has to serve you. Nothing was given.")),
    "owed": (
        _("Points are owed"),
        _(
            "A purchase was returned after its points were spent. Nothing is exchanged before they are made good."
        ),
    ),
    "no_wash": (_("No car wash is left"), _("This member has had all of this month, or the tier has none.")),
    "no_ticket": (
        _("There is no ticket in stock"),
        _("Nothing was given. Tickets that have come in are entered in the staff menu: Stock."),
    ),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was given, and no points left. Please look at the card again."),
    ),
    "taken": (
        _("This card was given out meanwhile"),
        _("Nothing was exchanged, and no points left. Take another card."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, told = REFUSALS[why]
    return Notice("refused", title, told)
