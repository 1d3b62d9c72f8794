"""Staff's screens of a new card for an old one, and of a stripe that is written anew."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import (
    TENDERS,
    Action,
    Choice,
    Confirm,
    Fact,
    Keypad,
    Member,
    Menu,
    Notice,
    PresentCard,
    Text,
)
from kiosk.plugins.cards.issue import screens as issue_screens
from kiosk.plugins.cards.rules.tiers import Tier
from kiosk.plugins.cards.stripe.screens import waits
from kiosk.plugins.cards.words import _, card_tail, yuan

from .renewing import WHYS, Holder, Replacement


def their_card(error: Text = "") -> PresentCard:
    """The customer shows it, or has none."""
    return PresentCard(
        title=_("Customer's member card"),
        subtitle=_("Ask for the card and an identity document."),
        error=error,
        actions=(Action("phone", _("They have no card"), icon="phone"),),
        may_type=True,
    )


def phone(error: Text = "") -> Keypad:
    """On file."""
    return issue_screens.phone_number(
        _("The phone on file"), _("Look at the identity document as well."), error
    )


def which_card(known: Sequence[Member]) -> Menu:
    """A phone may be a family's."""
    return Menu(
        title=_("Which card is theirs?"),
        subtitle=_("Compare with the identity document."),
        choices=issue_screens.cards_of(known),
    )


def what_for(holder: Holder, *, stripes: bool) -> Menu:
    """The same card's stripe, or another card."""
    lost = holder.member.status == "blocked"
    stripe = Choice(
        "stripe",
        _("Write the stripe anew"),
        note=_.plural("written {count} time so far", "written {count} times so far", holder.written),
        icon="swipe",
    )
    fee = holder.tier.replaced_fee if holder.tier is not None else 0
    return Menu(
        title=_("What does the card need?"),
        subtitle=card_tail(holder.member.card_tail),
        choices=(
            *((stripe,) if stripes and not lost else ()),
            *(
                Choice(
                    why,
                    _("New card: {why}", why=words),
                    note=_("free of charge") if why == "exchanged" or not fee else yuan(fee),
                    icon="credit_card",
                )
                for why, words in WHYS.items()
                if why == "lost" or not lost
            ),
        ),
    )


def which_tier(tiers: Sequence[Tier]) -> Menu:
    """For a member whose tier is not among today's."""
    return Menu(
        title=_("Which tier is this card of?"),
        choices=tuple(Choice(one.key, one.title, icon="credit_card") for one in tiers),
    )


def how_paid(agreed: Replacement, tenders: Sequence[str]) -> Menu:
    """By what."""
    return Menu(
        title=_("How is it paid?"),
        subtitle=yuan(agreed.fee),
        choices=tuple(Choice(tender, TENDERS[tender]) for tender in tenders),
    )


def review(agreed: Replacement, blank: str) -> Confirm:
    """Before the card is written."""
    pays: Text = _("nothing")
    if agreed.fee:
        pays = _("{amount}, {tender}", amount=yuan(agreed.fee), tender=TENDERS[agreed.tender])
    return Confirm(
        title=_("Make this card?"),
        subtitle=_("Its old number is void then. Balances stay."),
        facts=(
            Fact(_("Old card"), card_tail(agreed.holder.member.card_tail)),
            Fact(_("New card"), blank),
            Fact(_("Customer pays"), pays, alert=agreed.fee > 0),
        ),
        actions=(Action("write", _("Document seen, make it"), icon="check", primary=True),),
        icon="credit_card",
        tone="leaf",
    )


def same_card(holder: Holder) -> Confirm:
    """Before the stripe is written: it has to be the very card."""
    return Confirm(
        title=_("Write this card's stripe anew?"),
        subtitle=_("Compare the printed number: it has to be the same card."),
        facts=(
            Fact(_("Card"), card_tail(holder.member.card_tail)),
            Fact(_("Written so far"), str(holder.written)),
        ),
        actions=(Action("write", _("It is the same, write it"), icon="check", primary=True),),
        icon="swipe",
        tone="leaf",
    )


def rewritten(holder: Holder, *, later: bool) -> Notice:
    """Done, or on the list."""
    if later:
        return Notice(
            "information",
            _("The stripe waits"),
            _("It stands on the list “Cards to see to”. The printed number and barcode work meanwhile."),
        )
    return Notice(
        "done",
        _("The stripe is written"),
        _("It was read back and is right. Give the card back."),
        facts=(Fact(_("Card"), card_tail(holder.member.card_tail)),),
        icon="credit_card",
    )


def done(agreed: Replacement, *, later: bool) -> Notice:
    """Theirs now. `later`: its stripe is not written yet."""
    return Notice(
        "done",
        _("The card is replaced"),
        _("Keep the old card back if it is here, and cut it. Give the new one and the slip."),
        facts=(Fact(agreed.tier.title, WHYS[agreed.why]), *((waits(),) if later else ())),
        icon="credit_card",
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    **issue_screens.REFUSALS,
    "closed": (_("This account is closed"), _("Nothing was done. A new card is made under “Make a card”.")),
    "frozen": (
        _("This card is frozen"),
        _("It was not reported lost. Whoever froze it thaws it first: staff menu, Blocked cards."),
    ),
    "not_written": (
        _("The stripe was not written"),
        _("Try again later, or make a new card: it costs nothing when the card is worn."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
