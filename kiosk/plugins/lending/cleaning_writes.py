"""Looking at what rests until staff have cleaned it: what was said of its parts, and the word that lets it be lent again.

    inspect      a customer says what is wrong, or that nothing is; staff say what they saw
    mark_clean   every part is sound and it is clean: it may be lent again from this moment

A thing that staff found a fault in goes on resting, and says so on their list, until somebody finds it sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from kiosk.core.api import Item, PlaceRecord, Transaction

from . import rows
from .cases import ids
from .kind import UNTIL_MARKED, Fault
from .kinds import kind_of, lends
from .models import InspectionRow
from .reading import item_by_id


@dataclass(frozen=True, slots=True)
class Inspection:
    """The newest word on a thing; `by_staff` or by the customer who brought it back. No faults: all was well."""

    faults: tuple[Fault, ...]
    by_staff: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class ToClean:
    """One thing that waits for a cleaner. `place` None: it is in staff's hands."""

    item: Item
    place: PlaceRecord | None
    since_ms: int
    said: Inspection | None


def to_clean() -> dict[str, int]:
    """What rests until staff say so, by item: since when."""
    return dict(
        rows.run("SELECT item_id, since_ms FROM lending_rest WHERE until_ms = ?", UNTIL_MARKED).fetchall()
    )


def cleaning_list(tx: Transaction) -> list[ToClean]:
    """All of it, the longest waiting first."""
    found = []
    for item_id, since_ms in sorted(to_clean().items(), key=lambda pair: (pair[1], pair[0])):
        item = item_by_id(tx, item_id)
        place = tx.place(item.place_id) if item.place_id is not None else None
        found.append(ToClean(item, place, since_ms, newest(item_id, since_ms)))
    return found


def newest(item_id: str, since_ms: int = 0) -> Inspection | None:
    """What was said of an item last, since a moment."""
    row = (
        InspectionRow.select()
        .where((InspectionRow.item_id == item_id) & (InspectionRow.at_ms >= since_ms))
        .order_by(InspectionRow.at_ms.desc(), InspectionRow.id.desc())
        .first()
    )
    if row is None:
        return None
    return Inspection(cast("tuple[Fault, ...]", tuple(row.faults.split())), bool(row.staff_id), row.at_ms)


def inspect(
    tx: Transaction, item_id: str, faults: Sequence[Fault], *, loan_id: str = "", staff_id: str = ""
) -> None:
    """Put on record what somebody said of an item; a fault that its kind does not know raises ValueError."""
    item = item_by_id(tx, item_id)
    if strange := set(faults) - set(kind_of(item.kind).checked):
        raise ValueError(f"a {item.kind} has no {sorted(strange)}")
    words = " ".join(sorted(faults))
    InspectionRow.create(
        id=tx.new_id(), item_id=item_id, loan_id=loan_id, staff_id=staff_id, faults=words, at_ms=tx.now_ms
    )
    event = "lending.inspected" if staff_id else "lending.condition_told"
    found = ".".join(sorted(faults)) or "sound"
    tx.journal(event, **ids(item=item_id, loan=loan_id or None, staff=staff_id or None, found=found))


def mark_clean(tx: Transaction, item_id: str, staff_id: str) -> bool:
    """Cleaned, and every part looked at: it may be lent again. False when it was not waiting for that (any more)."""
    item = item_by_id(tx, item_id)
    if not lends(item.kind) or item_id not in to_clean():
        return False
    inspect(tx, item_id, (), staff_id=staff_id)
    rows.run("UPDATE lending_rest SET until_ms = ? WHERE item_id = ?", tx.now_ms, item_id)
    tx.journal("lending.marked_clean", **ids(item=item_id, place=item.place_id, staff=staff_id))
    return True
