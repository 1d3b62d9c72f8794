"""What happens on a screen that says no: its primary action solves the matter, and so does the rest of it."""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import Chosen, Visit

from . import attendant, refusals
from .bring_back import bring_back, own_loans, return_own
from .ending import End
from .kinds import Kind, kind_of
from .limits import Limits
from .return_screens import which_one
from .rules import Refusal, Shortage
from .words import _
from .writes import report_lost


async def refuse(
    visit: Visit, kind: Kind, member_id: str, why: Refusal | Shortage, *, unsure: bool = False
) -> End | Literal["again"]:
    """Say why and go where the customer chooses; "again": try to borrow once more. `unsure`: a door may have opened."""
    if why in ("overdue", "limit"):
        return await _still_out(visit, kind, member_id, why)
    if why == "blocked":
        await visit.ask(refusals.blocked(), back=False)
        return "done"
    if why == "checking":
        await visit.ask(refusals.checking(kind), back=False)
        return "done"
    by_staff = visit.staff is not None
    if why == "closing":
        told = attendant.closing if by_staff else refusals.closing
        screen = told(kind, Limits.of(visit.settings, kind), visit)
    elif why == "away" and not by_staff:
        visit.call_staff()
        screen = refusals.lockers_away(unsure=unsure)
    else:
        screen = attendant.none_to_lend(kind, why) if by_staff else refusals.nothing_to_lend(kind, why)
    outcome = await visit.ask(screen)
    if outcome == Chosen("again"):
        return "again"
    if outcome == Chosen("return"):
        return await bring_back(visit, kind) or "home"
    return "home"


async def _still_out(visit: Visit, kind: Kind, member_id: str, why: str) -> End:
    loans = [pair for pair in await visit.read(own_loans, member_id) if pair[0].kind == kind.id]
    if not loans:
        return "home"  # returned at another position in this very moment
    limits = Limits.of(visit.settings, kind)
    outcome = await visit.ask(refusals.still_out(loans, why, visit.now_ms, visit.zone, limits))
    if outcome == Chosen("return"):
        return await return_own(visit, kind, member_id) or "home"
    if outcome == Chosen("lost"):
        return await say_lost(visit, member_id) or "home"
    return "home"


async def say_lost(visit: Visit, member_id: str) -> End | None:
    """A member reports one of their own lost; which one is asked when more than one is out. None: they went back."""
    loans = await visit.read(own_loans, member_id)
    if not loans:
        return "home"  # returned at another position in this very moment
    loan = loans[0][0]
    if len(loans) > 1:
        limits = Limits.of(visit.settings)
        screen = which_one(loans, visit.now_ms, visit.zone, limits, title=_("Which one is lost?"))
        outcome = await visit.ask(screen)
        picked = [one for one, _item in loans if outcome == Chosen(one.id)]
        if not picked:
            return None
        loan = picked[0]
    await visit.write(report_lost, loan.id)
    await visit.ask(refusals.lost_noted(kind_of(loan.kind)), back=False)
    return "done"
