"""充值, for staff: the customer's card, the amount, how it is paid, and a slip. Named cards only: whose card it is, is known.

A card that was topped up a moment ago says so before another is made, because whoever was interrupted asks again. The last
one of today can be undone as a whole, with a second person.
"""

from __future__ import annotations

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    Entry,
    Fact,
    Member,
    NoShift,
    Operation,
    Overdrawn,
    OwnAccount,
    Reversed,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    buyer_identity,
)
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.words import _, yuan

from . import screens
from .slip import topup_slip
from .topping_up import Quote, QuoteChanged, Standing, quote, standing, top_up, undo


async def topup(visit: Visit) -> None:
    """One card after the other, until staff go back."""
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.their_card(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Scan):
            return
        member = await visit.read(_by_card, outcome.text) if not outcome.refused else None
        error = scan_error(outcome) if member is None else ""
        if member is not None:
            why = await _serve(visit, member)
            if why:
                await visit.ask(screens.refused(why), back=False)


def _by_card(tx: Transaction, text: str) -> Member | None:
    return tx.member_by_card(text)


async def _serve(visit: Visit, member: Member) -> str:
    """One card; why nothing was done, where that is to be said."""
    if member.status != "active":
        return "status"
    if await visit.own_account(member.id):
        return "own"
    one = await visit.read(standing, member.id)
    if one is None:
        return ""
    if not one.held:
        return "no_shift"
    match await visit.ask(screens.card(one, visit.zone)):
        case Chosen("amount"):
            return await _take(visit, one)
        case Chosen("undo") if one.last is not None:
            return await _undo(visit, one, one.last)
    return ""


async def _take(visit: Visit, one: Standing) -> str:
    shown = await amount(visit, one)
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

    def make(tx: Transaction) -> Operation:
        entry = top_up(tx, one.member.id, shown, paid_by.key, buyer.keep(tx))
        number = tx.paper_number(tx.journal("cards.topup_slip", entry=entry.id))
        return tx.intend_print(topup_slip(visit, one, shown, paid_by.key, number), purpose="cards.topup")

    try:
        printing = await visit.write(make)
    except NoShift:
        return "no_shift"
    except OwnAccount:
        return "own"
    except QuoteChanged:
        return "changed"
    await last_word(visit, screens.done(shown), printing)
    return ""


async def amount(visit: Visit, one: Standing) -> Quote | None:
    """How much is paid in, and what that would do; None: they went back."""
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


async def _undo(visit: Visit, one: Standing, last: Entry) -> str:
    why = await visit.ask(screens.why_undone())
    if not isinstance(why, Chosen) or why == BACK:
        return ""
    approved = await visit.approval(
        "cards.undo",
        _("Undo this top-up?"),
        (Fact(_("Paid in"), yuan(one.last_paid)),),
        reason=why.key,
        not_by=(one.member.id,),
    )
    if approved is None or approved == "later":
        return ""
    try:
        await visit.write(undo, last.id, one.member.id, approved, why.key)
    except Overdrawn:
        return "spent"
    except Reversed:
        return "reversed"
    except NoShift:
        return "no_shift"
    await visit.ask(screens.undone(one.last_paid), back=False)
    return ""
