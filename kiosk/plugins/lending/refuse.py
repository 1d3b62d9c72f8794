"""What happens on a screen that says no: its primary action solves the matter, and so does the rest of it."""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import Chosen, Visit

from . import refusals
from .bring_back import bring_back, own_loans, return_own
from .ending import End
from .limits import Limits
from .rules import Refusal, Shortage
from .writes import report_lost


async def refuse(visit: Visit, member_id: str, why: Refusal | Shortage) -> End | Literal["again"]:
    """Say why and go where the customer chooses; "again": try to borrow once more."""
    if why in ("overdue", "limit"):
        return await _still_out(visit, member_id, why)
    if why == "blocked":
        await visit.ask(refusals.blocked(), back=False)
        return "done"
    if why == "checking":
        await visit.ask(refusals.checking(), back=False)
        return "done"
    outcome = await visit.ask(refusals.nothing_to_lend(why))
    if outcome == Chosen("again"):
        return "again"
    if outcome == Chosen("return"):
        return await bring_back(visit) or "home"
    return "home"


async def _still_out(visit: Visit, member_id: str, why: str) -> End:
    loans = await visit.read(own_loans, member_id)
    if not loans:
        return "home"  # returned at another position in this very moment
    limits = Limits.of(visit.settings)
    outcome = await visit.ask(refusals.still_out(loans, why, visit.now_ms, visit.zone, limits))
    if outcome == Chosen("return"):
        return await return_own(visit, member_id) or "home"
    if outcome == Chosen("lost"):
        await visit.write(report_lost, loans[0][0].id)
        await visit.ask(refusals.lost_noted(), back=False)
        return "done"
    return "home"
