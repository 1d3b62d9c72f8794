"""What `kiosk check` asks about lending's own tables: no loan without an item and a member, nothing out without a loan,
nothing uncertain that nobody is asked about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from kiosk.core.api import Finding, Item, Transaction

from . import rows
from .borrowers import borrower_by_id
from .kinds import KINDS
from .models import CaseRow
from .reading import open_cases
from .records import Case, Loan
from .returns import RETURN
from .stock_rows import moving, stocks
from .writes import BORROW

OUTSIDE = frozenset({"lent", "missing", "lost", "returning_unverified"})
"""States in which the item is in no place."""

PAGE = 1000


def check(tx: Transaction) -> list[Finding]:
    """Every finding; an empty list is all well."""
    cases = open_cases()
    ours = (BORROW, RETURN)
    held = {str(one.data.get("loan", "")) for one in tx.reservations() if one.kind in ours}
    here = {place.id for place in tx.places()}
    item_of, member_of = cache(tx.item), cache(tx.member)
    loans = rows.loans("1 = 1 ORDER BY opened_ms, id")
    found: list[Finding] = []
    for one in loans:
        # Another kiosk's opening is held by a hold of its own, which only it sees.
        found += _loan(one, item_of, cases, held if one.place_id in here else held | {one.id})
        if not one.by_member:
            if borrower_by_id(one.borrower_id) is None:
                found.append(Finding("lending.no_borrower", f"loan {one.number} ({one.state}) is nobody's"))
        elif member_of(one.member_id) is None:
            found.append(Finding("lending.no_member", f"loan {one.number} ({one.state}) has no member"))
    return [*found, *_out_unlent(tx, loans)]


def _loan(
    one: Loan, item_of: Callable[[str], Item | None], cases: list[Case], held: set[str]
) -> list[Finding]:
    item = item_of(one.item_id)
    if item is None:
        return [Finding("lending.no_item", f"loan {one.number} ({one.state}) has no item")]
    found = []
    if one.state in OUTSIDE and item.place_id is not None:
        found.append(
            Finding("lending.item_inside", f"loan {one.number} is {one.state}, but {item.tag} is in a place")
        )
    if one.state in ("opening", "unverified") and item.place_id is None:
        found.append(
            Finding("lending.item_gone", f"loan {one.number} is {one.state}, but {item.tag} is in no place")
        )
    if one.state == "opening" and one.id not in held:
        found.append(Finding("lending.opening", f"loan {one.number} is opening, and nobody holds its place"))
    asked = any(case.loan_id == one.id for case in cases)
    if one.state in ("unverified", "returning_unverified") and not asked and one.id not in held:
        found.append(
            Finding("lending.unasked", f"loan {one.number} is {one.state}, and nobody is asked about it")
        )
    return found


def _out_unlent(tx: Transaction, loans: Iterable[Loan]) -> Iterator[Finding]:
    """Things that once were lent and are in no place, while no loan says who has them.

    One that staff hold is well: its newest loan was ended by a person, without a place, or a swap lost sight of it.
    """
    newest = {one.item_id: one for one in loans}
    accounted = {one.item_id for one in loans if one.state in OUTSIDE}
    accounted |= {
        item_id
        for item_id, one in newest.items()
        if one.state == "returned" and one.returned_ms is not None and one.returned_place_id is None
    }
    accounted |= {
        item_id for item_id, known in stocks().items() if known.hands or known.aside == "lost" or known.out_ms
    }
    accounted |= moving().keys()
    swapped = CaseRow.select().where(CaseRow.reason == "swapped")
    accounted |= {str(row.item_id) for row in swapped}
    out = [
        item
        for kind in KINDS
        for item in tx.items(kind.id)
        if item.place_id is None and item.id not in accounted
    ]
    if not out:
        return
    lent = _ever_lent(tx)
    for item in out:
        if item.id in lent:
            yield Finding("lending.out_unlent", f"{item.tag} is in no place, and no loan says who has it")


def _ever_lent(tx: Transaction) -> set[str]:
    """Items that the journal has seen borrowed: a loan's row can be deleted, its event cannot."""
    lent: set[str] = set()
    after = 0
    while entries := tx.journal_entries(after=after, limit=PAGE):
        after = entries[-1].seq
        lent |= {
            json.loads(entry.data)["item"]
            for entry in entries
            if entry.event in ("lending.borrowed", "lending.swapped")
        }
    return lent
