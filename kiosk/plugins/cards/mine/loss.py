"""挂失: a card is reported lost, at any hour. The block is one write, durable before anybody is told; balances stay.

Known by phone and PIN, or by the card's printed number and PIN; who knows neither is helped by staff.
"""

from __future__ import annotations

from kiosk.core.api import Chosen, Text, Transaction, Visit
from kiosk.plugins.cards.apply.requests import Why, ask_for_new, fee_for_new
from kiosk.plugins.cards.elsewhere.confirmed import confirmed_there
from kiosk.plugins.cards.ending import End
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.models import LossRow
from kiosk.plugins.cards.words import _

from . import screens


async def report_loss(visit: Visit) -> End:
    """From "my card is lost" to a blocked card."""
    member_id = await visit.member_without_card("phone", "number")
    if not member_id:
        return "back"
    return "done" if await confirm_loss(visit, member_id) else "home"


async def confirm_loss(visit: Visit, member_id: str) -> bool:
    """What will happen, and then it has; with a new card asked for, where they like. False: they keep the card."""
    elsewhere = visit.member_system is not None  # then a new card, and what it costs, is that system's
    cost = None if elsewhere else await visit.read(fee_for_new, member_id)
    tail, fee = await visit.read(_tail, member_id), screens.fee_of(cost)
    answer = await visit.ask(screens.block_it(tail, bring(visit), fee, elsewhere=elsewhere))
    if answer not in (Chosen("block"), Chosen("block_new")):
        return False
    new = answer == Chosen("block_new")
    newly = await visit.write(_lost, member_id, new=new)
    everywhere = await confirmed_there(visit, member_id)
    told = screens.blocked(tail, bring(visit), newly=newly, asked=new, everywhere=everywhere)
    await visit.ask(told, back=False)
    return True


async def ask_for_another(visit: Visit, member_id: str, why: Why) -> Text:
    """A new card for a damaged one, or after a block; what is told of it, "" when they went back."""
    tail, fee = await visit.read(_tail, member_id), screens.fee_of(await visit.read(fee_for_new, member_id))
    if await visit.ask(screens.ask_for_new(tail, bring(visit), fee)) != Chosen("ask"):
        return ""
    newly = await visit.write(ask_for_new, member_id, why)
    return _("Noted: a new card, at the desk") if newly else _("It is on the list of staff already")


def _lost(tx: Transaction, member_id: str, *, new: bool) -> bool:
    """Blocked, and on the list, in one transaction."""
    newly = report(tx, member_id, "customer", "reported_lost")
    if new:
        ask_for_new(tx, member_id, "lost")
    return newly


def report(tx: Transaction, member_id: str, how: str, why: str) -> bool:
    """Block the card and remember why; False when it was blocked before."""
    if not tx.block_member(member_id, why):
        return False
    LossRow.create(id=tx.new_id(), member_id=member_id, how=how, at_ms=tx.now_ms)
    tx.journal("cards.reported_lost", member=member_id, how=how)
    return True


def frozen(tx: Transaction, member_id: str) -> bool:  # noqa: ARG001  run as a read
    """Whether the desk has frozen the card: whoever holds it asks there, and no loss was reported."""
    return LossRow.select().where(
        LossRow.member_id == member_id, LossRow.ended_ms.is_null(), LossRow.cause != ""
    ).exists()  # fmt: skip


def bring(visit: Visit) -> Text:
    """What the desk wants to see before it makes a new card."""
    return Limits.of(visit.settings).bring or _("proof of who you are, your phone")


def _tail(tx: Transaction, member_id: str) -> str:
    member = tx.member(member_id)
    return member.card_tail if member is not None else ""
