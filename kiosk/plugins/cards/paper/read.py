"""What was read off one line of a form, before it is entered: of a top-up, and of cards that were sold."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import Buyer, Member
from kiosk.plugins.cards.sell.selling import Basket, Terms
from kiosk.plugins.cards.sell.selling import Buyer as Kind
from kiosk.plugins.cards.topup.topping_up import Quote

from .line import Paper


@dataclass(frozen=True, slots=True)
class ToppedUp:
    """All that was read off one line."""

    line: Paper
    member: Member
    shown: Quote
    tender: str
    buyer: Buyer
    writer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sold:
    """All that was read off one line."""

    line: Paper
    basket: Basket
    shown: Terms
    kind: Kind
    tender: str
    staff_id: str
    """Who enters it."""
    buyer: Buyer
    writer: str
    reason: str
