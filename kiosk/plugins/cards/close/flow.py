"""注销退卡, for staff: whose card, whose cause, the statement line by line, how it is paid, a second person, and it is over.

Whoever is paid is looked at, and kept as the law wants it. Nothing is written before the second person's word; then all of it
in one transaction. What of the member's is still open with a service is told at the beginning and asked again at the end. The
statement can be printed again.
"""

from __future__ import annotations

from typing import cast

from kiosk.core.api import (
    BACK,
    Action,
    AlreadyEntered,
    Approved,
    Buyer,
    Chosen,
    ConstraintBroken,
    Member,
    NoShift,
    Operation,
    Overdrawn,
    OwnAccount,
    Tied,
    Transaction,
    Visit,
    buyer_identity,
)
from kiosk.plugins.cards.last_word import last_word
from kiosk.plugins.cards.mine.loss import frozen
from kiosk.plugins.cards.whose import whose_card
from kiosk.plugins.cards.words import _

from . import screens
from .closing import Statement, StatementChanged, Tender, close, closings, statement
from .refund import Cause
from .slip import number_of, statement_slip

SHOWN = 50  # allow constant: the newest statements; an older one is found by its number in the books


async def close_card(visit: Visit) -> None:
    """One card after the other, until staff go back."""
    while True:
        found = await whose_card(
            visit,
            _("Which card is cancelled?"),
            _("The customer's card, or their phone and PIN, and an identity document."),
            (Action("statements", _("Statements"), icon="receipt_long"),),
        )
        if found == "statements":
            await _earlier(visit)
            continue
        if isinstance(found, str):
            return
        member, by_pin = found
        why = await _begin(visit, member, by_pin=by_pin)
        if why:
            await visit.ask(screens.refused(why), back=False)


async def _begin(visit: Visit, member: Member, *, by_pin: bool) -> str:
    """Whether it can end at all; why not, where that is to be said."""
    if member.status == "closed":
        return "ended"
    if member.status == "blocked" and await visit.read(frozen, member.id):
        return "frozen"
    if member.status == "blocked" and not by_pin:
        return "blocked"
    if await visit.own_account(member.id):
        return "own"
    if ties := await visit.member_ties(member.id):
        await visit.ask(screens.tied(member, ties), back=False)
        return ""
    cause = await visit.ask(screens.ask_cause())
    if not isinstance(cause, Chosen) or cause == BACK:
        return ""
    shown = await visit.read(statement, member.id, cast("Cause", cause.key))
    if shown is None or not shown.version:
        return "not_set_up"
    if not shown.held:
        return "no_shift"
    return await _agree(visit, shown)


async def _agree(visit: Visit, shown: Statement) -> str:
    if await visit.ask(screens.told(shown)) != Chosen("go"):
        return ""
    tender: Tender = ""
    if shown.refund.total:
        paid = await visit.ask(screens.how_paid(shown))
        if not isinstance(paid, Chosen) or paid == BACK:
            return ""
        tender = cast("Tender", paid.key)
    if await visit.ask(screens.review(shown, tender)) != Chosen("close"):
        return ""
    who = None
    if tender:
        who = await buyer_identity(visit, purpose="cards.close", member_id=shown.member.id)
        if who is None:
            return ""
    approved = await visit.approval(
        "cards.refund_approve",
        _("Cancel this card and pay back?"),
        screens.approve_facts(shown, tender),
        reason=shown.refund.cause,
        not_by=(shown.member.id,),
    )
    if not isinstance(approved, Approved):
        return ""
    return await _write(visit, shown, tender, approved, who)


async def _write(
    visit: Visit, shown: Statement, tender: Tender, approved: Approved, who: Buyer | None
) -> str:
    def end(tx: Transaction) -> Operation:
        identity = who.keep(tx) if who is not None else "seen"
        row = close(tx, shown, tender, approved, number_of, identity)
        return tx.intend_print(statement_slip(visit, row), purpose="cards.closed")

    try:
        printing = await visit.write_untied(shown.member.id, end)
    except Tied as tied:
        await visit.ask(screens.tied(shown.member, tied.ties), back=False)
        return ""
    except (StatementChanged, AlreadyEntered, ConstraintBroken):  # another desk was faster
        return "changed"
    except OwnAccount:
        return "own"
    except NoShift:
        return "no_shift"
    except Overdrawn:
        return "cash" if tender == "cash" else "changed"
    await last_word(visit, screens.done(shown, tender), printing)
    return ""


async def _earlier(visit: Visit) -> None:
    """Which statement, and its copy."""
    rows = await visit.read(lambda _tx: closings(SHOWN))
    outcome = await visit.ask(screens.earlier(rows, visit.zone))
    row = next((one for one in rows if outcome == Chosen(one.id)), None)
    if row is None:
        return

    def again(tx: Transaction) -> None:
        tx.journal("cards.statement_copied", member=row.member_id)
        tx.intend_print(statement_slip(visit, row, copy=True), purpose="cards.closed")

    await visit.write(again)
    await visit.ask(screens.copied(), back=False)
