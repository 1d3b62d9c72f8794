"""Staff's screens of selling shopping cards: the basket, who buys, how it is paid, and taking a sale back."""

from __future__ import annotations

from collections.abc import Sequence

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
    Row,
    Table,
    Text,
)
from kiosk.plugins.cards.topup.screens import REASONS
from kiosk.plugins.cards.words import _, yuan

from .models import SaleRow
from .selling import Basket, Buyer, Card, Terms, runs

MOST_DIGITS = 5  # allow constant: of cards at once
SERIAL_DIGITS = 20  # allow constant: the longest number that is printed on a card
MOST_TOLD = 3  # allow constant: runs that fit above the buttons of a small panel


def scan_them(basket: Basket, error: Text = "") -> PresentCard:
    """Card after card; the sum stands under the title."""
    told = _.plural("{count} card", "{count} cards", len(basket))
    total = sum(card.face_fen for card in basket)
    return PresentCard(
        title=_("Scan each shopping card"),
        subtitle=_("{cards}, {amount}", cards=told, amount=yuan(total))
        if basket
        else _("Scan the first one."),
        error=error,
        actions=(
            *(
                (Action("pay", _("Pay {amount}", amount=yuan(total)), icon="payments", primary=True),)
                if basket
                else ()
            ),
            *((Action("run", _("A run from this one on")),) if basket else ()),
            *((Action("look", _("Look at the list")),) if basket else ()),
            Action("type", _("Type the number"), icon="dialpad"),
            *((Action("undo", _("Take a sale back")),) if not basket else ()),
        ),
    )


def type_number() -> Keypad:
    """Printed on the card."""
    return Keypad(title=_("The number on the card"), minimum=3, maximum=SERIAL_DIGITS)


def how_many(first: Card) -> Keypad:
    """A run, with its first card."""
    return Keypad(
        title=_("How many in a row?"),
        subtitle=_("Counted from {number} on, with this one.", number=first.number),
        maximum=MOST_DIGITS,
    )


def contents(basket: Basket) -> Table:
    """The basket by its runs."""
    return Table(
        _("Cards to sell"),
        (_("Numbers"), _("Cards"), _("Each")),
        tuple(
            Row(f"{first}|{last}", (numbers(first, last), f"{count:,}", yuan(face)))
            for _product, face, first, last, count in runs(basket)
        ),
        subtitle=_("Press a line to take it out."),
        widths=(6, 2, 3),
    )


def in_run(card: Card, key: str) -> bool:
    """Whether a card is of the run that was pressed."""
    first, _bar, last = key.partition("|")
    return len(card.number) == len(first) and first <= card.number <= last


def numbers(first: str, last: str) -> Text:
    """A run in words."""
    return first if first == last else _("{first} to {last}", first=first, last=last)


def who_buys(shown: Terms) -> Menu:
    """The law makes a difference from here on."""
    return Menu(
        title=_("Who buys?"),
        subtitle=yuan(shown.fen),
        choices=(
            Choice("person", _("A person"), icon="person"),
            Choice("unit", _("A company"), note=_("pays by bank transfer"), icon="storefront"),
        ),
    )


def how_paid(shown: Terms, buyer: Buyer, tenders: Sequence[str]) -> Menu:
    """By what. From the law's amount on, by transfer alone."""
    transfer = shown.only_transfer(buyer)
    return Menu(
        title=_("How is it paid?"),
        subtitle=_("From this amount on by bank transfer only") if transfer else yuan(shown.fen),
        choices=tuple(
            Choice(tender, TENDERS[tender]) for tender in tenders if tender == "transfer" or not transfer
        ),
    )


def review(basket: Basket, shown: Terms, tender: str) -> Confirm:
    """Before they are activated."""
    found = runs(basket)
    facts = [
        Fact(numbers(first, last), _("{count} × {amount}", count=count, amount=yuan(face)))
        for _product, face, first, last, count in found[:MOST_TOLD]
    ]
    if len(found) > MOST_TOLD:
        facts.append(Fact(_("And more"), _.plural("{count} run", "{count} runs", len(found) - MOST_TOLD)))
    facts.append(Fact(_("Paid by"), TENDERS[tender]))
    return Confirm(
        title=_("Take {amount}?", amount=yuan(shown.fen)),
        subtitle=_("Count the money, and look at the identity document.")
        if shown.needs_identity
        else _("Count the money. The cards are good at once."),
        facts=tuple(facts),
        actions=(
            Action(
                "sell",
                _("Document seen, money here") if shown.needs_identity else _("Money here, activate"),
                icon="check",
                primary=True,
            ),
        ),
        icon="payments",
        tone="leaf",
    )


def done(basket: Basket, shown: Terms) -> Notice:
    """They are good."""
    return Notice(
        "done",
        _.plural("{count} card is good now", "{count} cards are good now", len(basket)),
        _("Give the customer the cards and the slip."),
        facts=(Fact(_("Paid"), yuan(shown.fen)),),
        icon="credit_card",
    )


def one_of_the_sale() -> PresentCard:
    """Any card of it."""
    return PresentCard(
        title=_("One card of the sale"),
        subtitle=_("The whole sale is taken back, with all of its cards."),
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def why_undone(sale: SaleRow) -> Menu:
    """Nothing is undone without a reason (A13)."""
    return Menu(
        title=_("Why is it undone?"),
        subtitle=_.plural("{count} card", "{count} cards", sale.cards),
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def undone(sale: SaleRow) -> Notice:
    """The money goes back."""
    return Notice(
        "done",
        _("The sale is taken back"),
        _(
            "Take all {count} cards back, and give {amount} to the customer.",
            count=sale.cards,
            amount=yuan(sale.fen),
        ),
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("No money was taken. Open a shift first: staff menu, Shift."),
    ),
    "not_set_up": (
        _("Shopping cards are not set up yet"),
        _("The face values or the limits of prepaid cards wait for approval. No money was taken."),
    ),
    "too_high": (
        _("A card without a name may not hold that much"),
        _("The law sets a lower limit. Nothing was sold: take cards of a smaller value."),
    ),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was sold, and no money was entered. Please scan the cards again."),
    ),
    "taken": (
        _("One of these cards has been sold meanwhile"),
        _("Nothing was sold here, and no money was entered. Please scan the cards again."),
    ),
    "no_sale": (
        _("There is no sale of today with this card"),
        _("It was not sold here today, or was taken back before. Older cards are refunded by a supervisor."),
    ),
    "used": (
        _("A card of this sale was used"),
        _("It cannot be taken back as a whole. Please ask a supervisor."),
    ),
    "undone_before": (_("It was taken back before"), _("Nothing was paid out a second time.")),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
