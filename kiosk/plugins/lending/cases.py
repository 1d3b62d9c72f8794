"""What waits for staff: things that sensors could not tell, opened by flows and settlements, closed by a person.

    not_taken    the customer says that nothing was taken, or changed their mind: is the item in its place?
    uncertain    the devices died around the pulse: is the item in its place?
    returning    a door was opened to bring something back and the end was not seen: is the item in that place?
    mismatch     another item than the lent one was put in: which is inside?
    found        an item that nobody has on loan was brought back: is it in that place?
    left_open    a door was not closed: close it, and see what is inside
    door         a door did not open, or was said not to: out of service until it is looked at
    lost         a loan is so late, or was reported lost, that it goes to the loss procedure
    transit      an item on its way to another place has not arrived there
    taken        staff opened a door to take an item out and the end was not seen: is it still inside?
    handed_in    nothing had room at closing time, and it was left beside the lockers: is it there?
    count        a count differs from the book: a second person looks at the explanation

A case is opened once: the same question about the same loan and place is not asked twice.
"""

from __future__ import annotations

from kiosk.core.api import Transaction

from .models import CaseRow
from .reading import open_cases
from .records import CaseKind


def open_case(
    tx: Transaction,
    kind: CaseKind,
    reason: str,
    *,
    loan_id: str | None = None,
    item_id: str | None = None,
    place_id: str | None = None,
) -> None:
    """Put a question before staff, unless it already waits there; journaled as `lending.case_opened`."""
    for one in open_cases(loan_id=loan_id, place_id=place_id):
        if one.kind == kind and one.item_id == item_id and one.loan_id == loan_id:
            return
    case_id = tx.new_id()
    CaseRow.create(
        id=case_id, kind=kind, reason=reason, loan_id=loan_id, item_id=item_id, place_id=place_id,
        opened_ms=tx.now_ms,
    )  # fmt: skip
    tx.journal(
        "lending.case_opened",
        **ids(case=case_id, kind=kind, reason=reason, loan=loan_id, item=item_id, place=place_id),
    )


def close_case(tx: Transaction, case_id: str, resolution: str, staff_id: str | None) -> bool:
    """Take a question off the list; False when somebody has done so already. Without staff the world itself answered it."""
    changed = (
        CaseRow.update(resolved_ms=tx.now_ms, resolution=resolution, staff_id=staff_id)
        .where((CaseRow.id == case_id) & CaseRow.resolved_ms.is_null())
        .execute()
    )
    if changed:
        tx.journal("lending.case_closed", **ids(case=case_id, resolution=resolution, staff=staff_id))
    return bool(changed)


def close_cases_of(tx: Transaction, loan_id: str, resolution: str, *, kinds: tuple[CaseKind, ...]) -> None:
    """The questions about a loan that an event has answered by itself."""
    for one in open_cases(loan_id=loan_id):
        if one.kind in kinds:
            close_case(tx, one.id, resolution, None)


def close_cases_of_item(
    tx: Transaction, item_id: str, resolution: str, *, kinds: tuple[CaseKind, ...]
) -> None:
    """The questions about an item that an event has answered by itself."""
    for one in open_cases():
        if one.item_id == item_id and one.kind in kinds:
            close_case(tx, one.id, resolution, None)


def shut_after_all(tx: Transaction, loan_id: str, place_id: str) -> None:
    """A door that stood open was closed before anybody had to come."""
    for one in open_cases(loan_id=loan_id, place_id=place_id):
        if one.kind == "left_open":
            close_case(tx, one.id, "closed", None)


def ids(**known: str | int | None) -> dict[str, str | int]:
    """Only what there is: the journal keeps no empty fields."""
    return {key: value for key, value in known.items() if value is not None}
