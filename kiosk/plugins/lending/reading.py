"""Look-ups: what the books say, as plain data. Every function runs inside a read or write function, on its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from kiosk.core.api import Item, Transaction

from .limits import Limits
from .models import CaseRow, LoanRow, RestRow
from .records import Case, CaseKind, Loan, LoanState, Lodged, Spot, Standing
from .rules import is_overdue

UMBRELLA = "umbrella"

WHOLE_PLACE: frozenset[CaseKind] = frozenset({"left_open", "door"})
"""Cases that close a whole rack; the others leave a rack's other items on offer."""


def loan(row: LoanRow) -> Loan:
    """The row as plain data."""
    return Loan(
        id=row.id, number=row.number, code=row.code, kind=row.kind, member_id=row.member_id, item_id=row.item_id,
        place_id=row.place_id, state=cast("LoanState", row.state), confirmed=bool(row.confirmed), opened_ms=row.opened_ms,
        due_ms=row.due_ms, borrowed_ms=row.borrowed_ms, returned_ms=row.returned_ms,
        returned_place_id=row.returned_place_id,
    )  # fmt: skip


def case(row: CaseRow) -> Case:
    """The row as plain data."""
    return Case(
        id=row.id, kind=cast("CaseKind", row.kind), reason=row.reason, opened_ms=row.opened_ms, loan_id=row.loan_id,
        item_id=row.item_id, place_id=row.place_id,
    )  # fmt: skip


def loan_by_id(loan_id: str) -> Loan:
    """A loan that must exist."""
    return loan(LoanRow.get(LoanRow.id == loan_id))


def loan_by_code(code: str) -> Loan | None:
    """The loan of a slip's code, in whatever state."""
    row = LoanRow.get_or_none(LoanRow.code == code)
    return loan(row) if row is not None else None


def loans_of(member_id: str, *states: LoanState) -> list[Loan]:
    """A member's loans in these states, the first due first."""
    query = LoanRow.select().where((LoanRow.member_id == member_id) & (LoanRow.state.in_(states)))
    return [loan(row) for row in query.order_by(LoanRow.due_ms, LoanRow.id)]


def loan_of_item(item_id: str, *states: LoanState) -> Loan | None:
    """The newest loan of an item in one of these states."""
    query = LoanRow.select().where((LoanRow.item_id == item_id) & (LoanRow.state.in_(states)))
    row = query.order_by(LoanRow.opened_ms.desc(), LoanRow.id.desc()).first()
    return loan(row) if row is not None else None


def item_by_id(tx: Transaction, item_id: str) -> Item:
    """An item that must exist: our rows name it."""
    item = tx.item(item_id)
    if item is None:
        raise LookupError(f"lending knows item {item_id}, the stock does not")
    return item


def unconfirmed_from(place_id: str) -> list[Loan]:
    """Loans from a rack whose item was presumed and never scanned."""
    query = LoanRow.select().where(
        (LoanRow.place_id == place_id) & (LoanRow.state == "lent") & (LoanRow.confirmed == 0)
    )
    return [loan(row) for row in query.order_by(LoanRow.opened_ms)]


def open_cases(*, loan_id: str | None = None, place_id: str | None = None) -> list[Case]:
    """What still waits for staff, the oldest first; of one loan or one place when given."""
    query = CaseRow.select().where(CaseRow.resolved_ms.is_null())
    if loan_id is not None:
        query = query.where(CaseRow.loan_id == loan_id)
    if place_id is not None:
        query = query.where(CaseRow.place_id == place_id)
    return [case(row) for row in query.order_by(CaseRow.opened_ms, CaseRow.id)]


def standing(tx: Transaction, member_id: str, kind: str = UMBRELLA) -> Standing:
    """What the rules ask about a member."""
    member = tx.member(member_id)
    if member is None or member.status != "active":
        return Standing(active=False)
    mine = [one for one in loans_of(member_id, "opening", "lent", "unverified") if one.kind == kind]
    out = [one for one in mine if one.state != "unverified"]
    return Standing(
        active=True,
        out=len(out),
        overdue=sum(is_overdue(one.due_ms, tx.now_ms) for one in out if one.state == "lent"),
        unverified=len(mine) - len(out),
    )


def place_ids(tx: Transaction, kind: str = UMBRELLA) -> list[str]:
    """The places that may hold this kind."""
    return [place.id for place in tx.places(holds=kind)]


def dry_times() -> dict[str, int]:
    """When each item that was ever brought back is, or was, dry."""
    query = RestRow.select(RestRow.item_id, RestRow.until_ms)
    return dict(cast("Iterable[tuple[str, int]]", query.tuples()))


def spots(tx: Transaction, doors: Mapping[str, str], kind: str = UMBRELLA) -> list[Spot]:
    """Every place for this kind, with its door as the flow read it, its items, and what waits for staff."""
    dry = dry_times()
    cases = open_cases()
    inside: dict[str, list[Item]] = {}
    for item in tx.items(kind):
        if item.place_id is not None:
            inside.setdefault(item.place_id, []).append(item)
    return [
        Spot(
            place=place,
            door=doors.get(place.id, "unknown"),
            items=tuple(
                Lodged(item, dry.get(item.id, 0), checked=_item_checked(cases, item.id))
                for item in inside.get(place.id, ())
            ),
            checked=any(
                one.place_id == place.id and (place.kind == "single" or one.kind in WHOLE_PLACE)
                for one in cases
            ),
        )
        for place in tx.places(holds=kind)
    ]


def _item_checked(cases: Iterable[Case], item_id: str) -> bool:
    return any(one.item_id == item_id for one in cases)


def lost_loans(now_ms: int, limits: Limits) -> list[Loan]:
    """Overdue so long that staff should begin the loss procedure; a question about them is asked once (`cases`)."""
    query = LoanRow.select().where(
        (LoanRow.state == "lent") & (LoanRow.due_ms <= now_ms - limits.lost_after_ms)
    )
    return [loan(row) for row in query.order_by(LoanRow.due_ms)]
