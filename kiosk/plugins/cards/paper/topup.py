"""A top-up that was written on paper: whose card, how much, how it was paid; by the rule of the paper's day."""

from __future__ import annotations

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    Entry,
    Member,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    buyer_identity,
)
from kiosk.plugins.cards.topup.screens import how_much, how_paid, too_much
from kiosk.plugins.cards.topup.topping_up import KIND, Quote, QuoteChanged, paid_in, quote, standing
from kiosk.plugins.cards.words import _

from . import screens
from .line import Paper
from .read import ToppedUp
from .writer import who_wrote_it
from .writing import written


async def enter_topup(visit: Visit, line: Paper) -> str | None:
    """Why it was not entered, "" when it was; None when staff went back."""
    member = await _whose(visit)
    if member is None:
        return None
    if member.status == "closed":
        return "closed"
    if await visit.own_account(member.id):
        return "own"
    read = await _read(visit, line, member)
    if not isinstance(read, ToppedUp):
        return read
    if await visit.ask(screens.review_topup(read, visit.zone)) != Chosen("enter"):
        return None
    return await written(visit, line, lambda tx: enter(tx, read, read.buyer.keep(tx)))


async def _read(visit: Visit, line: Paper, member: Member) -> ToppedUp | str | None:
    one = await visit.read(standing, member.id)
    if one is None or not one.held:
        return "no_shift"
    shown = await _amount(visit, member, line)
    if shown is None or shown.refused:
        return shown.refused if shown is not None else None
    paid_by = await visit.ask(how_paid(one, shown))
    if not isinstance(paid_by, Chosen) or paid_by == BACK:
        return None
    buyer = await buyer_identity(visit, purpose="cards.topup", member_id=member.id)
    told = await who_wrote_it(visit) if buyer is not None else None
    if buyer is None or told is None:
        return None
    return ToppedUp(line, member, shown, paid_by.key, buyer, *told)


async def _whose(visit: Visit) -> Member | None:
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.whose_card(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Entered | Scan):
            return None
        member = await visit.read(_by_card, outcome.text)
        if member is not None:
            return member
        error = screens.NOBODYS


def _by_card(tx: Transaction, text: str) -> Member | None:
    return tx.member_by_card(text)


async def _amount(visit: Visit, member: Member, line: Paper) -> Quote | None:
    error: Text = ""
    while True:
        typed = await visit.ask(how_much(error), update=bool(error))
        if not isinstance(typed, Entered):
            return None
        if not int(typed.text):
            error = _("Type more than nothing")
            continue
        shown = await visit.read(quote, member.id, int(typed.text), line.day)
        if shown.refused != "over_the_limit":
            return shown
        error = too_much(shown)


def enter(tx: Transaction, read: ToppedUp, identity: str = "seen") -> Entry:
    """Enter one line of the form. Raises AlreadyEntered for a line that was, QuoteChanged, OwnAccount, NoShift."""
    line, member_id, shown = read.line, read.member.id, read.shown
    tx.serving(member_id)
    if quote(tx, member_id, shown.paid, line.day) != shown or shown.refused:
        raise QuoteChanged
    told = {"tender": read.tender, "identity": identity, "paper": line.number, "written_by": read.writer}
    return tx.enter(
        KIND,
        paid_in(tx, member_id, shown, read.tender, line.day),
        subject=member_id,
        version=shown.version,
        reason=read.reason,
        data=told,
        once=line.once(tx.site_counter().name),
        happened_ms=line.at_ms,
    )
