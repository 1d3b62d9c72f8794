"""Staff's screens of a new card: for whom, which tier and why, what is paid, and the blank."""

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
from kiosk.plugins.cards.rules.tiers import ROUTES, Route, Tier, Tiers
from kiosk.plugins.cards.stripe.screens import waits
from kiosk.plugins.cards.words import _, card_tail, yuan

from .issuing import Applicant, Wanted

__all__ = ["yuan"]

MOST_DIGITS = 9  # allow constant: 9,999,999.99
SERIAL_DIGITS = 20  # allow constant: the longest number that is printed on a card

SALUTATIONS = {"ms": "女士", "mr": "先生"}
"""What somebody is called, as it stands on their record: a surname is written by staff elsewhere, and never a condition."""


def phone(error: Text = "") -> Keypad:
    """Whose card it will be."""
    return phone_number(
        _("The customer's phone number"), _("It is how they are found without the card."), error
    )


def phone_number(title: Text, subtitle: Text, error: Text = "") -> Keypad:
    """As customers say it, with or without the country's digits."""
    return Keypad(title, subtitle, minimum=10, maximum=15, error=error)


def cards_of(known: Sequence[Member]) -> tuple[Choice, ...]:
    """A phone may be a family's: each card by its end and its holder's masked name."""
    return tuple(
        Choice(one.id, card_tail(one.card_tail), note=str(one.name), icon="credit_card") for one in known
    )


def has_a_card(known: Sequence[Member]) -> Menu:
    """Somebody with this phone has a card: theirs, or a relative's."""
    return Menu(
        title=_("There is a card with this phone"),
        subtitle=_("Is it the customer's own? Then it is upgraded, and balances stay."),
        choices=(
            *cards_of(known),
            Choice("new", _("Somebody else's: a new card"), icon="person_add"),
        ),
    )


def called() -> Menu:
    """What the customer is called."""
    return Menu(
        title=_("How may we call the customer?"),
        choices=(Choice("ms", _("Ms")), Choice("mr", _("Mr"))),
    )


def offers(tiers: Tiers, applicant: Applicant) -> list[tuple[Tier, Route]]:
    """What this person can be given: a member what is above their tier, anybody else what needs no card before."""
    held = tiers.of(applicant.member.tier) if applicant.member is not None else None
    places = {one.key: index for index, one in enumerate(tiers.tiers)}
    return [
        (tier, route)
        for tier in tiers.tiers
        if held is None or places[tier.key] > places[held.key]
        for route in tier.routes
        if route != "upgraded" or (held is not None and tier.upgraded_from == held.key)
    ]


def key_of(tier: Tier, route: Route) -> str:
    """A line's key."""
    return f"{tier.key}:{route}"


def least(tier: Tier, route: Route) -> int:
    """What a route asks for at the least, in fen."""
    asked = {"prepaid": tier.prepaid_from, "spent": tier.spent_from, "upgraded": tier.upgraded_spent}
    return asked[route] or 0


def which(offered: Sequence[tuple[Tier, Route]]) -> Menu:
    """Tier and route in one question."""
    return Menu(
        title=_("Which card, and by what?"),
        choices=tuple(
            Choice(
                key_of(tier, route),
                _("{tier}: {route}", tier=tier.title, route=ROUTES[route]),
                note=_("from {amount} on", amount=yuan(least(tier, route)))
                if least(tier, route)
                else _("without a condition"),
                icon="credit_card",
            )
            for tier, route in offered
        ),
    )


def how_much(tier: Tier, route: Route, error: Text = "") -> Keypad:
    """What is paid in, or what was spent."""
    title = _("How much is paid in with the card?") if route == "prepaid" else _("How much was spent?")
    return Keypad(
        title=title,
        subtitle=_("{tier}: {route}", tier=tier.title, route=ROUTES[route]),
        minimum=1,
        maximum=MOST_DIGITS,
        money=True,
        error=error,
    )


def at_least(fen: int) -> Text:
    """Under the keypad."""
    return _("At least {amount}", amount=yuan(fen))


def how_paid(wanted: Wanted, tenders: Sequence[str]) -> Menu:
    """By what. From the law's amount on, by transfer alone."""
    transfer = wanted.money is not None and wanted.money.only_transfer
    offered = [tender for tender in tenders if tender == "transfer" or not transfer]
    return Menu(
        title=_("How is it paid?"),
        subtitle=_("From this amount on by bank transfer only") if transfer else yuan(wanted.due),
        choices=tuple(Choice(tender, TENDERS[tender]) for tender in offered),
    )


def new_card(tier: Tier, error: Text = "") -> PresentCard:
    """A blank out of the drawer."""
    return PresentCard(
        title=_("Take a new card: {tier}", tier=tier.title),
        subtitle=_("Scan its number, or type it."),
        error=error,
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def type_number() -> Keypad:
    """Printed on the card."""
    return Keypad(title=_("The number on the new card"), minimum=3, maximum=SERIAL_DIGITS)


def review(wanted: Wanted, blank: str) -> Confirm:
    """Before the card is written, to be read out to the customer."""
    facts = [
        Fact(wanted.tier.title, ROUTES[wanted.route]),
        Fact(_("New card"), blank),
        Fact(_("Customer pays"), _paid(wanted), alert=wanted.due > 0),
    ]
    if wanted.money is not None:
        facts.append(Fact(_("On the card then"), yuan(wanted.money.after)))
    return Confirm(
        title=_("Make this card?"),
        subtitle=_("Count the money, and look at the identity document.")
        if wanted.due
        else _("Look at the identity document."),
        facts=tuple(facts),
        actions=(Action("write", _("Document seen, make it"), icon="check", primary=True),),
        icon="credit_card",
        tone="leaf",
    )


def _paid(wanted: Wanted) -> Text:
    if not wanted.due:
        return _("nothing")
    return _("{amount}, {tender}", amount=yuan(wanted.due), tender=TENDERS[wanted.tender])


def done(wanted: Wanted, *, later: bool) -> Notice:
    """Theirs now. `later`: its stripe is not written yet."""
    return Notice(
        "done",
        _("The card is made"),
        _("Give the customer the card and the slip. The PIN they choose at the kiosk: My card."),
        facts=(Fact(wanted.tier.title, _paid(wanted)), *((waits(),) if later else ())),
        icon="credit_card",
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("No money was taken. Open a shift first: staff menu, Shift."),
    ),
    "not_set_up": (
        _("Cards are not set up yet"),
        _("The tiers or the limits of prepaid cards wait for approval. No money was taken."),
    ),
    "no_tier": (
        _("There is no higher card"),
        _("This customer has the highest one already, or there is no way from theirs to another."),
    ),
    "own": (_("This is your own card"), _("A colleague has to serve you. No money was taken.")),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was entered, and the card is still a blank. Please begin again."),
    ),
    "taken": (
        _("This card is somebody's already"),
        _("Nothing was entered. Put it aside, and take another one."),
    ),
    "stopped": (
        _("No card was made"),
        _("No money was entered: give back what the customer paid. The blank is still in stock."),
    ),
    "spoiled": (
        _("No card was made"),
        _("No money was entered: give back what the customer paid. The blank is void: cut it up."),
    ),
    "held": (
        _("This card is being written"),
        _("At another screen, or its writing has not ended yet. Nothing was entered. Try again in a moment."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
