"""What comes before a door: nobody types a PIN or reads the safety rules who may not borrow anyway."""

from __future__ import annotations

from kiosk.core.api import Calendar, Transaction, Visit

from .ending import End
from .kinds import Kind
from .limits import Limits
from .reading import loans_of, spots, standing
from .refuse import refuse
from .rules import Refusal, Shortage, count_lendable, may_borrow, shortage, wants_pin


async def refused_before(visit: Visit, kind: Kind, member_id: str, limits: Limits) -> End | None:
    """Ask the rules first; None: nothing stands against it as far as the books know."""
    due_ms = limits.due_ms(visit.now_ms, visit.zone, visit.calendar)
    while True:
        why = await visit.read(_against, kind.id, member_id, limits, due_ms, visit.calendar)
        if why is None:
            return None
        end = await refuse(visit, kind, member_id, why)
        if end != "again":
            return end


async def pin_given(visit: Visit, member_id: str, limits: Limits) -> bool:
    """The member's PIN where the rule wants it."""
    if limits.pin == "never":
        return True
    out = await visit.read(_out, member_id)
    return not wants_pin(limits, out) or await visit.member_pin(member_id)


def _out(tx: Transaction, member_id: str) -> int:  # noqa: ARG001  run as a read
    return len(loans_of(member_id, "lent"))


def _against(
    tx: Transaction, kind_id: str, member_id: str, limits: Limits, due_ms: int, calendar: Calendar
) -> Refusal | Shortage | None:
    """What the write would say; doors are not looked at here."""
    stands = standing(tx, member_id, kind_id)[0]
    against = may_borrow(stands, limits, left_ms=due_ms - tx.now_ms, calendar=calendar)
    if against is not None:
        return against
    now = spots(tx, {}, kind_id)
    return None if count_lendable(now, tx.now_ms) else shortage(now, tx.now_ms)
