"""What staff do to doors: each a write of its own, journaled with who and why. What they answer is in `answers`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import AlreadyHeld, Operation, PlaceRecord, Slip, Transaction, reason_key

from .cases import close_case
from .kind import UNTIL_MARKED
from .models import RestRow, UnlockRow
from .reading import open_cases
from .writes import end_hold

UNLOCK = "lending.unlock"
"""The kind of the reservation while staff open a door, and the purpose of its pulse."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A door that staff are opening."""

    unlock_id: str
    operation: Operation
    reservation_id: str | None
    place: PlaceRecord


def begin_unlock(tx: Transaction, place_id: str, reason: str, staff_id: str) -> Unlocking:
    """Intend the pulse, with who and why on record before it goes out.

    A place that a customer holds can be opened too: whoever is stuck before a door is helped first.
    """
    place = tx.place(place_id)
    operation = tx.intend_door(place_id, purpose=UNLOCK)
    unlock_id = tx.new_id()
    data: dict[str, str | int] = {"unlock": unlock_id}
    try:
        held = tx.hold(UNLOCK, f"place:{place_id}", data=data, operation=operation).id
    except AlreadyHeld:
        held = None
    UnlockRow.create(id=unlock_id, place_id=place_id, staff_id=staff_id, reason=reason, at_ms=tx.now_ms)
    tx.journal(
        "lending.unlock_begun",
        place=place_id, staff=staff_id, reason=reason_key(reason), operation=operation.id, unlock=unlock_id,
    )  # fmt: skip
    return Unlocking(unlock_id, operation, held, place)


def end_unlock(
    tx: Transaction, unlock_id: str, reservation_id: str | None, *, opened: bool, slip: Slip | None = None
) -> None:
    """The outcome is known: journaled as `lending.unlocked` only when the door was seen open."""
    row = UnlockRow.get(UnlockRow.id == unlock_id)
    key = reason_key(row.reason)
    ids = {"place": row.place_id, "staff": row.staff_id, "reason": key, "unlock": unlock_id}
    if opened:
        tx.journal_act("lending.unlocked", key, **ids)
    else:
        tx.journal("lending.unlock_failed", **ids)
    if slip is not None:
        tx.intend_print(slip, purpose="lending.unlocked")
    end_hold(tx, reservation_id, "unlocked" if opened else "failed")


def set_service(tx: Transaction, place_id: str, staff_id: str, *, in_service: bool) -> None:
    """Out of service by hand, or back in; putting it back answers the questions about the door itself."""
    if tx.place(place_id).in_service == in_service:
        return
    tx.set_place_service(place_id, in_service, "" if in_service else "by_staff")
    event = "lending.place_in_service" if in_service else "lending.place_out_of_service"
    tx.journal(event, place=place_id, staff=staff_id)
    if in_service:
        for one in open_cases(place_id=place_id):
            if one.kind == "door":
                close_case(tx, one.id, "works", staff_id)


def mark_dry(tx: Transaction, place_id: str, staff_id: str) -> int:
    """What is in a place has been felt and is dry; returns how many were still resting. What is to be cleaned is not."""
    inside = [item.id for item in tx.items_at(place_id)]
    resting = (
        (RestRow.item_id.in_(inside)) & (RestRow.until_ms > tx.now_ms) & (RestRow.until_ms < UNTIL_MARKED)
    )
    changed = int(RestRow.update(until_ms=tx.now_ms).where(resting).execute())
    if changed:
        tx.journal("lending.marked_dry", place=place_id, staff=staff_id, count=changed)
    return changed
