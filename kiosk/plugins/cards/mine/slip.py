"""The paper: what a card is worth, on the day it was asked; the end of the number and no name."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.api import Line, Pair, Rule, Slip, Transaction, Visit, service_slip, stamp
from kiosk.plugins.cards.words import _, card_tail

from .reading import Overview
from .screens import worth


def print_balance(tx: Transaction, member_id: str, slip: Callable[[str], Slip]) -> None:
    """Intend it, on record; what stands on it is kept nowhere."""
    number = tx.paper_number(tx.journal("cards.balance_printed", member=member_id))
    tx.intend_print(slip(number), purpose="cards.balance", secret=True)


def balance(visit: Visit, one: Overview, number: str) -> Slip:
    """As on the screen."""
    return service_slip(
        visit,
        "cards.balance",
        _("Member card · balance"),
        Pair(_("Card"), card_tail(one.member.card_tail)),
        Pair(_("As of"), stamp(visit.now_ms, visit.zone)),
        Rule(),
        *(Pair(fact.label, fact.value) for fact in worth(one)),
        Line(_("Principal is what you paid in. Bonus was given on top."), size="small"),
        number=number,
    )
