"""充值 where members are a remote system's: the same questions, the balance asked there, and the last screen when its answer is
known.

Staff are told that money is on the card when the other side has said so, and not before. What it refuses is given back at once,
or from the list "Money to give back"; what it has not answered is asked again by the desk (`core.orders`), whoever is there.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.api import (
    Changes,
    Chosen,
    Entry,
    Member,
    MemberOrder,
    MemberSystemAway,
    NoShift,
    Operation,
    OrderOpen,
    OwnAccount,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
)
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.topup import flow as here
from kiosk.plugins.cards.topup import screens as topup_screens
from kiosk.plugins.cards.topup.asking import agreed, undo_agreed
from kiosk.plugins.cards.topup.slip import topup_slip
from kiosk.plugins.cards.topup.topping_up import Quote, QuoteChanged, Standing

from . import screens
from .models import SentRow
from .sending import give_back, send, standing, undo

PATIENCE = 30  # allow constant: seconds that whoever pays is kept waiting; the order itself waits for ever


async def topup(visit: Visit) -> None:
    """One card after the other, until staff go back; by the local ledger where that is the truth."""
    if visit.member_system is None:
        return await here.topup(visit)
    error: Text = ""
    while True:
        outcome = await visit.ask(topup_screens.their_card(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Scan):
            return None
        try:
            member = await visit.member_by_card(outcome.text) if not outcome.refused else None
            error = scan_error(outcome) if member is None else ""
            why = await _serve(visit, member) if member is not None else ""
        except MemberSystemAway:
            error = ""
            await visit.ask(screens.away(), back=False)
            continue
        if why:
            await visit.ask(topup_screens.refused(why), back=False)


async def _serve(visit: Visit, member: Member) -> str:
    """One card; why nothing was done, where that is to be said. Raises MemberSystemAway."""
    if member.status != "active":
        return "status"
    if await visit.own_account(member.id):
        return "own"
    held = await visit.balances(member.id)
    one = await visit.read(standing, member.id, held.principal, held.bonus)
    if one is None:
        return ""
    if not one.held:
        return "no_shift"
    match await visit.ask(topup_screens.card(one, visit.zone)):
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

    def order(tx: Transaction) -> MemberOrder:
        return send(tx, one, shown, tender, buyer.keep(tx))

    made = await _written(visit, order)
    if isinstance(made, str):
        return made
    match (await _answer(visit, made, shown.paid)).state:
        case "done":
            await _there(visit, one, shown, tender, str(made.data["entry"]))
        case "refused":
            await return_money(visit, str(made.data["entry"]))
        case "intended":
            await visit.ask(screens.not_known(shown.paid), back=False)
    return ""


async def _written(visit: Visit, make: Callable[[Transaction], MemberOrder]) -> MemberOrder | str:
    """The order, on the disk before it is sent; or why it is not made."""
    try:
        return await visit.write(make)
    except NoShift:
        return "no_shift"
    except OwnAccount:
        return "own"
    except QuoteChanged:
        return "changed"
    except OrderOpen:
        return "open"


async def _there(visit: Visit, one: Standing, shown: Quote, tender: str, entry_id: str) -> None:
    def paper(tx: Transaction) -> Operation:
        number = tx.paper_number(tx.journal("cards.topup_slip", entry=entry_id))
        return tx.intend_print(topup_slip(visit, one, shown, tender, number), purpose="cards.topup")

    await last_word(visit, topup_screens.done(shown), await visit.write(paper))


async def _undo(visit: Visit, one: Standing, last: Entry) -> str:
    given = await undo_agreed(visit, one)
    if given is None:
        return ""
    approved, _why = given
    made = await _written(visit, lambda tx: undo(tx, last.id, approved))
    if isinstance(made, str):
        return made
    answer = await _answer(visit, made, one.last_paid)
    if answer.state == "done":
        await return_money(visit, last.id)
    elif answer.state == "refused":
        await visit.ask(screens.not_undone(answer.words), back=False)
    else:
        await visit.ask(screens.undo_not_known(), back=False)
    return ""


async def _answer(visit: Visit, order: MemberOrder, paid: int) -> MemberOrder:
    """The order with its answer; without one after a while."""
    until, order_id = visit.now_ms + PATIENCE * 1000, order.id
    while order.state == "intended" and visit.now_ms < until:
        left = (until - visit.now_ms) / 1000
        await visit.ask(
            screens.under_way(paid), accepts=(Changes("order"),), within=left, back=False, update=True
        )
        order = await visit.read(lambda tx: tx.member_order(order_id))
    return order


def _row(tx: Transaction, entry_id: str) -> tuple[SentRow, str]:
    row = SentRow.get_by_id(entry_id)
    member = tx.member(row.member_id)
    return row, member.card_tail if member is not None else ""


async def return_money(visit: Visit, entry_id: str) -> None:
    """What is on no card goes back to whoever paid it, now or later; what they say is entered."""
    row, tail = await visit.read(_row, entry_id)
    if await visit.ask(screens.give_back(row, tail), back=False) != Chosen("given"):
        return
    try:
        entered = await visit.write(give_back, entry_id)
    except NoShift:
        await visit.ask(topup_screens.refused("no_shift"), back=False)
    except OwnAccount:
        await visit.ask(topup_screens.refused("own"), back=False)
    else:
        told = screens.given_back(row.paid) if entered is not None else screens.somebody_was_faster()
        await visit.ask(told, back=False)
