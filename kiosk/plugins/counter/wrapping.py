"""礼品包装, for staff: which wrapping, how many, the fee told before, how it is paid, and a slip.

What costs nothing is on record all the same, without a slip. The last one of today is undone as a whole, with a second person.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    NoShift,
    Overdrawn,
    Reversed,
    Text,
    Transaction,
    Visit,
)

from . import wrapping_screens as screens
from .words import _
from .wrapping_slip import wrapping_slip
from .wrapping_up import Last, PriceChanged, Standing, Wanted, standing, undo, wrap


async def wrapping(visit: Visit) -> None:
    """One after the other, until staff go back."""
    while True:
        one = await visit.read(standing)
        if one.rule is None or one.why_not:
            await visit.ask(screens.refused(one.why_not), back=False)
            return
        outcome = await visit.ask(screens.kinds(one, visit.zone))
        kind = one.rule.of(outcome.key) if isinstance(outcome, Chosen) else None
        if kind is not None:
            why = await _wrap(visit, one, Wanted(kind, 0, one.version))
        elif outcome == Chosen("undo") and one.last is not None:
            why = await _undo(visit, one, one.last)
        else:
            return
        if why:
            await visit.ask(screens.refused(why), back=False)


async def ask_number(visit: Visit, title: Text, subtitle: Text = "") -> int:
    """How many; 0 when they went back."""
    while True:
        chosen = await visit.ask(screens.how_many(title, subtitle))
        if not isinstance(chosen, Chosen) or chosen == BACK:
            return 0
        if chosen.key != "more":
            return int(chosen.key)
        number = await _typed(visit, title)
        if number:
            return number


async def _typed(visit: Visit, title: Text) -> int:
    error: Text = ""
    while True:
        typed = await visit.ask(screens.type_number(title, error), update=bool(error))
        if not isinstance(typed, Entered):
            return 0
        if int(typed.text):
            return int(typed.text)
        error = _("Type more than nothing")


async def _wrap(visit: Visit, one: Standing, asked: Wanted) -> str:
    """One wrapping; why nothing was done, where that is to be said."""
    wanted, staff = await _agree(visit, one, asked), visit.staff
    if wanted is None or staff is None:
        return ""

    def make(tx: Transaction) -> None:
        row = wrap(tx, wanted, staff.id)
        seq = tx.journal("counter.wrapped", wrapping=row.id, kind=wanted.kind.key, pieces=wanted.pieces)
        if wanted.fee:
            tx.intend_print(wrapping_slip(visit, wanted, tx.paper_number(seq)), purpose="counter.wrapping")

    try:
        await visit.write(make)
    except NoShift:
        return "no_shift"
    except PriceChanged:
        return "changed"
    except Overdrawn:
        return "no_material"
    await visit.ask(screens.done(wanted), back=False)
    return ""


async def _agree(visit: Visit, one: Standing, asked: Wanted) -> Wanted | None:
    """How many, the fee told, and how it is paid; None when it comes to nothing."""
    number = await ask_number(visit, _("How many are wrapped?"), asked.kind.title)
    wanted = replace(asked, pieces=number)
    if not number or await visit.ask(screens.told(wanted)) != Chosen("agreed"):
        return None
    if not wanted.fee:
        return wanted
    paid_by = await visit.ask(screens.how_paid(wanted, one.tenders))
    if not isinstance(paid_by, Chosen) or paid_by == BACK:
        return None
    wanted = replace(wanted, tender=paid_by.key)
    return wanted if await visit.ask(screens.review(wanted)) == Chosen("take") else None


async def _undo(visit: Visit, one: Standing, last: Last) -> str:
    why, staff = await visit.ask(screens.why_undone()), visit.staff
    if not isinstance(why, Chosen) or why == BACK or staff is None:
        return ""
    approved = await visit.approval(
        "counter.undo",
        _("Undo this wrapping?"),
        screens.last_facts(one, last, visit.zone),
        reason=why.key,
    )
    if approved is None or approved == "later":
        return ""
    try:
        await visit.write(undo, last.id, approved, staff.id, why.key)
    except Reversed:
        return "reversed"
    except NoShift:
        return "no_shift"
    except Overdrawn:
        return "no_money"
    await visit.ask(screens.undone(last.fee), back=False)
    return ""
