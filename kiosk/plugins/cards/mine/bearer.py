"""购物卡查询: what a card without a name is worth, told to whoever holds it; such a card is like money (domain.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import NO_END, Fact, Notice, Text, Transaction, normal_serial, principal, tail
from kiosk.plugins.cards.words import _, card_tail, date_of, yuan

BEARER = ("cards_shopping_", "cards_exchange_")
"""How the products of cards without a name begin."""


@dataclass(frozen=True, slots=True)
class BearerCard:
    """One card; `worth` in fen of what has not ended, `ends` the first last day (0: none). `good`: it is not void."""

    tail: str
    worth: int
    ends: int
    good: bool


def bearer_card(tx: Transaction, text: str) -> BearerCard | None:
    """The card with this number, if it was sold or exchanged here; None for any other, and for one that is still in stock."""
    number = normal_serial(text)
    found = tx.serial(number) if number else None
    if found is None or found.state == "stock" or not found.product.startswith(BEARER):
        return None
    left = tx.left_by_day(principal(number), on_day=tx.business_day)
    ends = next((day for day in left if day != NO_END), 0)
    return BearerCard(tail(number), sum(left.values()), ends, found.state == "out")


def told(card: BearerCard) -> Notice:
    """What it is worth now."""
    if not card.good:
        return Notice(
            "refused",
            _("This card is void"),
            _("It was taken back or replaced. Please ask at the service desk."),
            facts=(Fact(_("Card"), card_tail(card.tail)),),
            icon="credit_card",
        )
    until: Text = date_of(card.ends) if card.ends else "–"
    return Notice(
        "information",
        _("{amount} left", amount=yuan(card.worth)),
        _("This card carries no name: keep it like money."),
        facts=(Fact(_("Card"), card_tail(card.tail)), Fact(_("Good until at least"), until)),
        icon="credit_card",
    )
