"""充值, for staff: the customer's card, the amount, how it is paid, and a slip. Named cards only: whose card it is, is known.

A card that was topped up a moment ago says so before another is made, because whoever was interrupted asks again. The last
one of today can be undone as a whole, with a second person.
"""

from __future__ import annotations

from kiosk.core.api import (
    Chosen,
    Entry,
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
)
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.scans import scan_error

from . import screens
from .asking import agreed, undo_agreed
from .slip import topup_slip
from .topping_up import QuoteChanged, Standing, standing, top_up, undo


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
    told = await agreed(visit, one)
    if isinstance(told, str):
        return told
    shown, tender, buyer = told.quote, told.tender, told.buyer

    def make(tx: Transaction) -> Operation:
        entry = top_up(tx, one.member.id, shown, tender, buyer.keep(tx))
        number = tx.paper_number(tx.journal("cards.topup_slip", entry=entry.id))
        return tx.intend_print(topup_slip(visit, one, shown, tender, number), purpose="cards.topup")

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


async def _undo(visit: Visit, one: Standing, last: Entry) -> str:
    given = await undo_agreed(visit, one)
    if given is None:
        return ""
    approved, why = given
    try:
        await visit.write(undo, last.id, one.member.id, approved, why)
    except Overdrawn:
        return "spent"
    except Reversed:
        return "reversed"
    except NoShift:
        return "no_shift"
    await visit.ask(screens.undone(one.last_paid), back=False)
    return ""
