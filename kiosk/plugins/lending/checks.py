"""What `kiosk check` asks about lending's own tables: no loan without an item, nothing uncertain that nobody is asked about."""

from __future__ import annotations

from kiosk.core.api import Finding, Transaction

from .reading import loans_in, open_cases
from .records import Case, Loan
from .returns import RETURN
from .writes import BORROW


def check(tx: Transaction) -> list[Finding]:
    """Every finding; an empty list is all well."""
    cases = open_cases()
    ours = (BORROW, RETURN)
    held = {str(one.data.get("loan", "")) for one in tx.reservations() if one.kind in ours}
    found: list[Finding] = []
    for one in loans_in("opening", "lent", "unverified", "returning_unverified", "missing", "lost"):
        found += _loan(tx, one, cases, held)
    return found


def _loan(tx: Transaction, one: Loan, cases: list[Case], held: set[str]) -> list[Finding]:
    item = tx.item(one.item_id)
    if item is None:
        return [Finding("lending.no_item", f"loan {one.number} ({one.state}) has no item")]
    found = []
    if one.state in ("lent", "missing", "lost", "returning_unverified") and item.place_id is not None:
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
