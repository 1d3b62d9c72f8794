"""Look-ups: what the books say, as plain data. Every function runs inside a read or write function, on its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kiosk.core.api import Item, PlaceRecord, Transaction

from . import rows
from .limits import Limits
from .records import Case, CaseKind, Loan, LoanState, Lodged, Spot, Standing
from .rules import is_overdue
from .stock_rows import barred

WHOLE_PLACE: frozenset[CaseKind] = frozenset({"left_open", "door"})
"""Cases that close a whole rack; the others leave a rack's other items on offer."""


def loan_by_id(loan_id: str) -> Loan:
    """A loan that must exist."""
    return rows.loans("id = ?", loan_id)[0]


def loan_by_code(code: str) -> Loan | None:
    """The loan of a slip's code, in whatever state."""
    found = rows.loans("code = ?", code)
    return found[0] if found else None


def loans_in(*states: LoanState) -> list[Loan]:
    """Everybody's loans in these states, in the order of their beginning."""
    return rows.loans(f"state IN ({rows.marks(states)}) ORDER BY id", *states)


def loans_of(member_id: str, *states: LoanState) -> list[Loan]:
    """A member's loans in these states, the first due first."""
    where = f"member_id = ? AND state IN ({rows.marks(states)}) ORDER BY due_ms, id"
    return rows.loans(where, member_id, *states)


def loan_of_item(item_id: str, *states: LoanState) -> Loan | None:
    """The newest loan of an item in one of these states."""
    where = f"item_id = ? AND state IN ({rows.marks(states)}) ORDER BY opened_ms DESC, id DESC LIMIT 1"
    found = rows.loans(where, item_id, *states)
    return found[0] if found else None


def item_by_id(tx: Transaction, item_id: str) -> Item:
    """An item that must exist: our rows name it."""
    item = tx.item(item_id)
    if item is None:
        raise LookupError(f"lending knows item {item_id}, the stock does not")
    return item


def unconfirmed_from(place_id: str) -> list[Loan]:
    """Loans from a rack whose item was presumed and never scanned."""
    return rows.loans("place_id = ? AND state = 'lent' AND confirmed = 0 ORDER BY opened_ms", place_id)


def open_cases(*, loan_id: str | None = None, place_id: str | None = None) -> list[Case]:
    """What still waits for staff, the oldest first; of one loan or one place when given."""
    where, values = "", []
    for column, value in (("loan_id", loan_id), ("place_id", place_id)):
        if value is not None:
            where += f" AND {column} = ?"
            values.append(value)
    return rows.cases(where, *values)


def standing(tx: Transaction, member_id: str, kind: str) -> tuple[Standing, list[Loan]]:
    """What the rules ask about a member, and the loans that occupy slots."""
    member = tx.member(member_id)
    if member is None or member.status != "active":
        return Standing(active=False), []
    mine = [one for one in loans_of(member_id, "opening", "lent", "unverified") if one.kind == kind]
    out = [one for one in mine if one.state != "unverified"]
    overdue = sum(is_overdue(one.due_ms, tx.now_ms) for one in out if one.state == "lent")
    return Standing(active=True, out=len(out), overdue=overdue, unverified=len(mine) - len(out)), out


def spots(tx: Transaction, doors: Mapping[str, str], kind: str) -> list[Spot]:
    """Every place for this kind, with its door as the flow read it, its items, and what waits for staff."""
    inside: dict[str, list[Item]] = {}
    for item in tx.items(kind):
        if item.place_id is not None:
            inside.setdefault(item.place_id, []).append(item)
    return _spots(tx.places(holds=kind), inside, doors, barred(tx.business_day))


def every_spot(tx: Transaction, doors: Mapping[str, str]) -> list[Spot]:
    """Every place of every bank with all that is in it, for staff: who is stuck at a door need not be here for an umbrella."""
    places = tx.places()
    return _spots(
        places, {place.id: tx.items_at(place.id) for place in places}, doors, barred(tx.business_day)
    )


def only(spot: Spot, kind: str) -> Spot:
    """The same place with nothing in it but items of this kind."""
    return replace(spot, items=tuple(lodged for lodged in spot.items if lodged.item.kind == kind))


def _spots(
    places: Iterable[PlaceRecord],
    inside: Mapping[str, Sequence[Item]],
    doors: Mapping[str, str],
    not_lent: frozenset[str],
) -> list[Spot]:
    dry = rows.dry_times()
    cases = open_cases()
    return [
        Spot(
            place=place,
            door=doors.get(place.id, "unknown"),
            items=tuple(
                Lodged(
                    item, dry.get(item.id, 0), checked=item.id in not_lent or _item_checked(cases, item.id)
                )
                for item in inside.get(place.id, ())
            ),
            checked=any(
                one.place_id == place.id and (place.kind == "single" or one.kind in WHOLE_PLACE)
                for one in cases
            ),
        )
        for place in places
    ]


def _item_checked(cases: Iterable[Case], item_id: str) -> bool:
    return any(one.item_id == item_id for one in cases)


def lost_loans(now_ms: int, limits: Limits) -> list[Loan]:
    """Overdue so long that staff should begin the loss procedure; a question about them is asked once (`cases`)."""
    return rows.loans("state = 'lent' AND due_ms <= ? ORDER BY due_ms", now_ms - limits.lost_after_ms)
