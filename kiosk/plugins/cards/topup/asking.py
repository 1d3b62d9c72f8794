"""What is agreed before a card is topped up, or a top-up is undone: the same questions wherever the card is kept."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import BACK, Approved, Buyer, Chosen, Entered, Fact, Text, Visit, buyer_identity
from kiosk.plugins.cards.words import _, yuan

from . import screens
from .topping_up import Quote, Standing, quote


@dataclass(frozen=True, slots=True)
class Agreed:
    """How much and what that does, by what it is paid, and whose document was seen."""

    quote: Quote
    tender: str
    buyer: Buyer


async def agreed(visit: Visit, one: Standing) -> Agreed | str:
    """From the amount to the money on the counter; or why it is refused, "" when they went back."""
    shown = await _amount(visit, one)
    if shown is None or shown.refused:
        return shown.refused if shown is not None else ""
    paid_by = await visit.ask(screens.how_paid(one, shown))
    if not isinstance(paid_by, Chosen) or paid_by == BACK:
        return ""
    buyer = await buyer_identity(visit, purpose="cards.topup", member_id=one.member.id)
    if buyer is None:
        return ""
    if await visit.ask(screens.review(one, shown, paid_by.key)) != Chosen("take"):
        return ""
    return Agreed(shown, paid_by.key, buyer)


async def _amount(visit: Visit, one: Standing) -> Quote | None:
    error: Text = ""
    while True:
        typed = await visit.ask(screens.how_much(error), update=bool(error))
        if not isinstance(typed, Entered):
            return None
        paid = int(typed.text)
        if not paid:
            error = _("Type more than nothing")
            continue
        shown = await visit.read(quote, one.member.id, paid, held=one.principal + one.bonus)
        if shown.refused != "over_the_limit":
            return shown
        error = screens.too_much(shown)


async def undo_agreed(visit: Visit, one: Standing) -> tuple[Approved, str] | None:
    """A second person's word on undoing the last top-up, and why; None: it stays."""
    why = await visit.ask(screens.why_undone())
    if not isinstance(why, Chosen) or why == BACK:
        return None
    approved = await visit.approval(
        "cards.undo",
        _("Undo this top-up?"),
        (Fact(_("Paid in"), yuan(one.last_paid)),),
        reason=why.key,
        not_by=(one.member.id,),
    )
    return (approved, why.key) if isinstance(approved, Approved) else None
