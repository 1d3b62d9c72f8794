"""Staff's screens of a top-up: whose card, how much, how it is paid, and what there will be."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import (
    TENDERS,
    Action,
    Choice,
    Confirm,
    Fact,
    Keypad,
    Menu,
    Notice,
    PresentCard,
    Text,
    clock,
)
from kiosk.plugins.cards.words import _, card_tail, yuan

from .topping_up import Quote, Standing

MOST_DIGITS = 9  # allow constant: 9,999,999.99, far above any limit
REASONS = {
    "wrong_amount": _("Wrong amount"),
    "wrong_card": _("Wrong card"),
    "changed_mind": _("Customer changed their mind"),
}


def their_card(error: Text = "") -> PresentCard:
    """The customer shows it; staff look who it is."""
    return PresentCard(
        title=_("Customer's member card"),
        subtitle=_("Ask for the card and an identity document."),
        error=error,
        may_type=True,
    )


def card(one: Standing, zone: ZoneInfo) -> Confirm:
    """The card before anything is done."""
    facts = [
        Fact(_("Card"), card_tail(one.member.card_tail)),
        Fact(_("Principal"), yuan(one.principal)),
        Fact(_("Bonus"), yuan(one.bonus)),
    ]
    if one.last is not None:
        told = _("{amount} at {time}", amount=yuan(one.last_paid), time=clock(one.last.at_ms, zone))
        facts.append(Fact(_("Topped up today"), told, alert=True))
    return Confirm(
        title=_("Top up this card?"),
        subtitle=str(one.member.name),
        facts=tuple(facts),
        actions=(
            Action("amount", _("Type the amount"), icon="dialpad", primary=True),
            *((Action("undo", _("Undo the last one")),) if one.last is not None else ()),
        ),
        icon="credit_card",
        tone="leaf",
    )


def how_much(error: Text = "") -> Keypad:
    """What the customer pays."""
    return Keypad(title=_("How much is paid in?"), minimum=1, maximum=MOST_DIGITS, money=True, error=error)


def too_much(quote: Quote) -> Text:
    """Under the keypad: what would be possible."""
    return _("At most {amount} fits on this card", amount=yuan(quote.most))


def how_paid(one: Standing, quote: Quote) -> Menu:
    """By what. From the law's amount on, by transfer alone."""
    offered = [tender for tender in one.tenders if tender == "transfer" or not quote.only_transfer]
    return Menu(
        title=_("How is it paid?"),
        subtitle=_("From this amount on by bank transfer only") if quote.only_transfer else yuan(quote.paid),
        choices=tuple(Choice(tender, TENDERS[tender]) for tender in offered),
    )


def review(one: Standing, quote: Quote, tender: str) -> Confirm:
    """Before it is done, to be read out to the customer."""
    return Confirm(
        title=_("Take {amount}?", amount=yuan(quote.paid)),
        subtitle=_("Count the money, and look at the identity document."),
        facts=(
            Fact(_("Card"), card_tail(one.member.card_tail)),
            Fact(_("Paid by"), TENDERS[tender]),
            Fact(_("Bonus"), yuan(quote.bonus)),
            Fact(_("On the card then"), yuan(quote.after)),
        ),
        actions=(Action("take", _("Document seen, money here"), icon="check", primary=True),),
        icon="payments",
        tone="leaf",
    )


def done(quote: Quote) -> Notice:
    """It is on the card."""
    return Notice(
        "done",
        _("{amount} is on the card", amount=yuan(quote.paid)),
        _("Give the customer the slip."),
        facts=(Fact(_("Bonus"), yuan(quote.bonus)), Fact(_("On the card now"), yuan(quote.after))),
        icon="payments",
    )


def why_undone() -> Menu:
    """Nothing is undone without a reason (A13)."""
    return Menu(
        title=_("Why is it undone?"),
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def undone(paid: int) -> Notice:
    """The money goes back to the customer."""
    return Notice(
        "done", _("The top-up is undone"), _("Give {amount} back to the customer.", amount=yuan(paid))
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("No money was taken. Open a shift first: staff menu, Shift."),
    ),
    "not_set_up": (
        _("Top-ups are not set up yet"),
        _("The limits of prepaid cards wait for approval. No money was taken."),
    ),
    "own": (_("This is your own card"), _("A colleague has to serve you. No money was taken.")),
    "status": (_("This card is blocked"), _("No money was taken. See Blocked cards in the staff menu.")),
    "changed": (
        _("Something has changed meanwhile"),
        _("No money was entered. Please look at the card again."),
    ),
    "open": (
        _("Something of this card is not known yet"),
        _("No money was taken. Its last change has no answer: staff menu, Member system."),
    ),
    "spent": (
        _("Part of it has been spent"),
        _("It cannot be undone as a whole. Please ask a supervisor."),
    ),
    "reversed": (_("It was undone before"), _("Nothing was paid out a second time.")),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
