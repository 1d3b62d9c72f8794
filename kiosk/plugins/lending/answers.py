"""What staff answer to open questions: each answer a write of its own, journaled with who saw what.

A question is resolved once; the second answer finds it closed and changes nothing. Corrections are movements, never edits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from kiosk.core.api import Transaction

from .cases import close_case, close_cases_of, ids, open_case
from .count import correct, open_count, refuse
from .limits import Limits
from .models import CaseRow
from .reading import item_by_id, loan_by_id, loan_of_item, loans_of, lost_loans, open_cases
from .records import OPEN_STATES, Case, CaseKind, Loan
from .returns import finish_return, rest
from .staff_writes import set_service
from .stock import remark
from .stock_rows import set_stock, turned_up
from .stock_writes import back_at_desk, take_out
from .transfer import arrive, left, missed, open_transfer, stays
from .writes import free_slot, set_state

Resolution = Literal[
    "inside", "not_inside", "found", "gone", "closed", "works", "approved", "refused", "not_here"
]
"""在柜内 · 不在柜内 · 已找到 · 确认遗失 · 已关好 · 已修好 · 同意 · 不同意 · 不在这里."""


def gather_lost(tx: Transaction, limits: Limits) -> None:
    """Loans so late that they are staff's now: the question is opened once."""
    for loan in lost_loans(tx.now_ms, limits):
        open_case(tx, "lost", "overdue", loan_id=loan.id, item_id=loan.item_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person saw, to which question."""

    case: Case
    loan: Loan | None
    resolution: Resolution
    staff_id: str
    limits: Limits


def resolve(tx: Transaction, case_id: str, resolution: Resolution, staff_id: str, limits: Limits) -> bool:
    """A person has looked. False when somebody had done so before."""
    row = CaseRow.get_or_none(CaseRow.id == case_id)
    if row is None or not close_case(tx, case_id, resolution, staff_id):
        return False
    one = Case(
        row.id, cast("CaseKind", row.kind), row.reason, row.opened_ms, row.loan_id, row.item_id, row.place_id
    )
    loan = loan_by_id(one.loan_id) if one.loan_id is not None else None
    _ANSWERS[one.kind](tx, Answer(one, loan, resolution, staff_id, limits))
    if loan is not None and resolution == "inside":
        close_cases_of(tx, loan.id, resolution, kinds=("left_open",))
    return True


def put(tx: Transaction, item_id: str | None, place_id: str | None, reason: str) -> None:
    """Bring the books in line with where an item was seen."""
    if item_id is not None and item_by_id(tx, item_id).place_id != place_id:
        tx.move(item_id, place_id, reason=reason)


def _not_taken(tx: Transaction, answer: Answer) -> None:
    loan = answer.loan
    if loan is None or loan.state not in ("unverified", "lent"):
        return
    if answer.resolution == "inside":
        put(tx, loan.item_id, loan.place_id, "never taken")
        set_state(loan.id, "void")
        tx.journal(
            "lending.voided", loan=loan.id, item=loan.item_id, place=loan.place_id, reason="seen_inside"
        )
        return
    if loan.state == "lent":
        return  # they had gone before the door opened, and it is gone too: the loan stands
    # Neither here nor, as they say, with the customer: nobody is charged with it until it turns up.
    put(tx, loan.item_id, None, "not in its place")
    set_state(loan.id, "missing")
    tx.journal("lending.missing", loan=loan.id, item=loan.item_id, place=loan.place_id)
    open_case(tx, "lost", "missing", loan_id=loan.id, item_id=loan.item_id)


def _returning(tx: Transaction, answer: Answer) -> None:
    loan, place_id = answer.loan, answer.case.place_id
    if loan is None or loan.state != "returning_unverified" or place_id is None:
        return
    if answer.resolution == "inside":
        finish_return(tx, loan.id, place_id, None, answer.limits)
    elif not any(one.kind == "returning" for one in open_cases(loan_id=loan.id)):
        _still_lent(tx, loan)  # it was tried at no other door that still has to be looked into


def _handed_in(tx: Transaction, answer: Answer) -> None:
    """Found: it is in staff's hands, as wet or as dirty as any that is brought back. Not there: the loan stands as it was."""
    loan, item_id = answer.loan, answer.case.item_id
    if answer.resolution != "found":
        if loan is not None and loan.state == "returning_unverified":
            _still_lent(tx, loan)
        return
    if loan is not None and loan.state == "returning_unverified":
        back_at_desk(tx, loan, answer.staff_id)
        item_id = loan.item_id
    elif loan is not None or item_id is None:
        return
    else:  # nobody had it on loan: wherever the books believed it, it is here
        put(tx, item_id, None, "handed in")
        turned_up(item_id, answer.staff_id)
    rest(tx, item_id, answer.limits, since_ms=answer.case.opened_ms)


def _still_lent(tx: Transaction, loan: Loan) -> None:
    set_state(loan.id, "lent", slot=free_slot(loans_of(loan.member_id, *OPEN_STATES)))
    tx.journal("lending.not_returned", loan=loan.id, item=loan.item_id)


def _mismatch(tx: Transaction, answer: Answer) -> None:
    """`inside`: the other item lies there, so the two have changed hands."""
    loan, place_id, theirs = answer.loan, answer.case.place_id, answer.case.item_id
    if loan is None or loan.state != "returning_unverified" or theirs is None or place_id is None:
        return
    if answer.resolution != "inside":
        _still_lent(tx, loan)
        return
    ours, was_at = loan.item_id, item_by_id(tx, theirs).place_id
    other = loan_of_item(theirs, "lent")
    put(tx, theirs, None, "was in other hands")
    set_state(loan.id, loan.state, item_id=theirs, confirmed=1)
    if other is not None:
        set_state(other.id, "lent", item_id=ours, confirmed=1)
        tx.journal("lending.swapped", loan=other.id, item=ours, instead_of=theirs)
    elif was_at is not None:
        open_case(tx, "found", "swapped", item_id=ours, place_id=was_at)
    else:
        open_case(tx, "lost", "swapped", item_id=ours)
    tx.journal("lending.swapped", loan=loan.id, item=theirs, instead_of=ours)
    finish_return(tx, loan.id, place_id, None, answer.limits)


def _found(tx: Transaction, answer: Answer) -> None:
    """It is inside: as wet as any that is brought back, since it was put in and not since somebody looked."""
    item_id = answer.case.item_id
    if answer.resolution == "inside" and item_id is not None:
        put(tx, item_id, answer.case.place_id, "found")
        rest(tx, item_id, answer.limits, since_ms=answer.case.opened_ms)


def _left_open(tx: Transaction, answer: Answer) -> None:
    """Closed: that is all. `inside`: and what it was opened for lies there, which answers the loan's own question too."""
    if answer.resolution == "inside" and answer.loan is not None:
        close_cases_of(tx, answer.loan.id, "inside", kinds=("not_taken", "uncertain", "returning"))
        _not_taken(tx, answer)
        _returning(tx, answer)


def _door(tx: Transaction, answer: Answer) -> None:
    if answer.case.place_id is not None:
        set_service(tx, answer.case.place_id, answer.staff_id, in_service=True)


def _lost(tx: Transaction, answer: Answer) -> None:
    loan = answer.loan
    if loan is None or loan.state not in ("lent", "missing"):
        return
    if answer.resolution == "gone":
        set_state(loan.id, "lost")
        set_stock(loan.item_id, aside="lost")
        remark(
            tx,
            loan.item_id,
            "lost",
            answer.staff_id,
            note=answer.case.reason,
            place_id=loan.place_id,
            loan_id=loan.id,
        )
        tx.journal("lending.lost", **ids(loan=loan.id, item=loan.item_id, member=loan.member_id or None))
    elif answer.resolution == "found":
        # It is in staff's hands and not in a place; its tag, scanned at the kiosk, brings it back into one.
        set_state(loan.id, "returned", returned_ms=tx.now_ms)
        turned_up(loan.item_id, answer.staff_id)
        rest(tx, loan.item_id, answer.limits)
        remark(tx, loan.item_id, "found", answer.staff_id, loan_id=loan.id)
        tx.journal("lending.returned", **ids(loan=loan.id, item=loan.item_id, member=loan.member_id or None))


def _taken(tx: Transaction, answer: Answer) -> None:
    """Staff opened a door to take something out: with a transfer, it is on its way, or it stays."""
    item_id, place_id = answer.case.item_id, answer.case.place_id
    if item_id is None or place_id is None:
        return
    moved = open_transfer(item_id)
    if answer.resolution == "inside":
        if moved is not None:
            stays(tx, moved.id, "seen_inside")
    elif moved is None or not left(tx, moved.id, answer.staff_id):
        take_out(tx, item_id, place_id, answer.staff_id, "unseen")


def _transit(tx: Transaction, answer: Answer) -> None:
    """Found: it is in staff's hands; gone: it did not arrive."""
    item_id = answer.case.item_id
    if item_id is None or open_transfer(item_id) is None:
        return
    if answer.resolution == "gone":
        missed(tx, item_id, answer.staff_id)
    else:
        arrive(tx, item_id, None, answer.staff_id, answer.limits)


def _counted(tx: Transaction, answer: Answer) -> None:
    """A second person says yes or no to the explanation; raises SamePerson for whoever counted."""
    waiting = open_count(answer.case.place_id or "")
    if waiting is None:
        return
    if answer.resolution == "approved":
        correct(tx, waiting.id, answer.staff_id, answer.limits)
    else:
        refuse(tx, waiting.id, answer.staff_id)


_ANSWERS: dict[CaseKind, Callable[[Transaction, Answer], None]] = {
    "not_taken": _not_taken,
    "uncertain": _not_taken,
    "returning": _returning,
    "mismatch": _mismatch,
    "found": _found,
    "left_open": _left_open,
    "door": _door,
    "lost": _lost,
    "taken": _taken,
    "transit": _transit,
    "count": _counted,
    "handed_in": _handed_in,
}
