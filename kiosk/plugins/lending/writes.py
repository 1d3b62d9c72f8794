"""Lending out, as steps of one write each. The flow calls them one after the other; `settle` calls the same ones.

    begin        loan `opening`, the place held, the pulse intended          → the pulse goes out after the commit
    lend         the door was seen open: the loan begins, the item is out    (principle: it begins here, and nowhere earlier)
    finish       the door is shut again, or was left open: the place is free, the slip is intended
    void         the door did not open: nothing was lent
    unverify     it opened, or may have; whether anything was taken is for staff to see

Each is safe to repeat and does nothing when the loan is past it. Whatever is corrected is corrected by a movement back.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.core.api import Calendar, Operation, PlaceRecord, Slip, Transaction

from . import rows
from .borrowers import Borrower, add_borrower, take_deposit
from .cases import ids, open_case
from .kind import Kind
from .limits import Limits
from .reading import item_by_id, loan_by_id, spots, standing
from .records import OPEN_STATES, CaseKind, Loan, Opening, Standing
from .rules import Refusal, Shortage, choose_to_lend, may_borrow, rows_with_something, shortage

BORROW = "lending.borrow"
"""The kind of the reservation that a borrowing visit holds on its place."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Staff lend to somebody without a card: to whom, what they have taken as a deposit, and who of them."""

    borrower: Borrower
    deposit_fen: int
    staff_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written: the member may not, or there is nothing to lend."""

    why: Refusal | Shortage


@dataclass(frozen=True, slots=True)
class InTheRow:
    """Nothing was written: there is one to lend, and it stands where no door is (`open_row`)."""

    place: PlaceRecord


def begin(
    tx: Transaction,
    kind: Kind,
    member_id: str,
    doors: Mapping[str, str],
    limits: Limits,
    zone: ZoneInfo,
    avoid: frozenset[str] = frozenset(),
    terms: str = "",
    calendar: Calendar | None = None,
    handed: Handed | None = None,
) -> Opening | InTheRow | Refused:
    """Check the rules, choose a door, and intend its pulse. `terms`: the version of the safety rules that were accepted.

    `calendar`: the visit's own, which is as it was when the customer came; else that of this moment.
    `handed`: by staff, to somebody without a card; the limits of a member are then staff's own judgement.
    """
    stands, out = standing(tx, member_id, kind.id) if handed is None else (Standing(active=True), [])
    calendar = calendar or tx.calendar
    due_ms = limits.due_ms(tx.now_ms, zone, calendar)
    against = may_borrow(stands, limits, left_ms=due_ms - tx.now_ms, calendar=calendar)
    if against is not None:
        return Refused(against)
    now = spots(tx, doors, kind.id)
    chosen = choose_to_lend(now, tx.now_ms, avoid=avoid)
    if chosen is None:
        standing_free = rows_with_something(now, tx.now_ms)
        if standing_free:
            return InTheRow(standing_free[0].place)
        return Refused(shortage(now, tx.now_ms, avoid=avoid))
    spot, lodged = chosen
    loan_id = tx.new_id()
    operation = tx.intend_door(spot.place.id, purpose=BORROW)
    reservation = tx.hold(BORROW, f"place:{spot.place.id}", data={"loan": loan_id}, operation=operation)
    loan = open_loan(
        tx, loan_id, kind, member_id, lodged.item.id, spot.place, due_ms, free_slot(out),
        terms=terms, handed=handed, operation_id=operation.id,
    )  # fmt: skip
    return Opening(operation.id, reservation.id, spot.place, lodged.item, loan)


def open_loan(
    tx: Transaction,
    loan_id: str,
    kind: Kind,
    member_id: str,
    item_id: str,
    place: PlaceRecord,
    due_ms: int,
    slot: int,
    *,
    terms: str,
    handed: Handed | None,
    operation_id: str = "",
) -> Loan:
    """A loan that is about to begin, with its journal row; for somebody without a card also who it is, and the deposit."""
    borrower_id = handed.borrower.id if handed is not None else ""
    seq = tx.journal(
        "lending.reserved",
        loan=loan_id, item=item_id, place=place.id,
        **ids(
            operation=operation_id or None, member=member_id or None, borrower=borrower_id or None, terms=terms or None
        ),
    )  # fmt: skip
    loan = Loan(
        id=loan_id, number=tx.paper_number(seq), code=new_code(), kind=kind.id, member_id=member_id,
        item_id=item_id, place_id=place.id, state="opening", slot=slot, opened_ms=tx.now_ms, due_ms=due_ms,
        confirmed=place.kind == "single" or not place.lock, terms=terms, borrower_id=borrower_id,
    )  # fmt: skip
    rows.add_loan(loan)
    if handed is not None:
        add_borrower(tx, handed.borrower)
        take_deposit(tx, loan, handed.deposit_fen, handed.staff_id)
    return loan


def new_code() -> str:
    """A slip's code: 80 bits nobody can guess, in letters and digits that make the smallest QR code."""
    # allow constant: a code that can be guessed is none in any mall
    return base64.b32encode(secrets.token_bytes(10)).decode()


def free_slot(out: Sequence[Loan]) -> int:
    """The lowest slot that none of a member's loans has; the database keeps two from taking the same one."""
    taken = {loan.slot for loan in out}
    return next(slot for slot in range(1, len(taken) + 2) if slot not in taken)


def lend(tx: Transaction, loan_id: str) -> Loan:
    """The door has been seen open after our pulse: the loan begins."""
    loan = loan_by_id(loan_id)
    if loan.state != "opening":
        return loan
    tx.move(loan.item_id, None, reason="lent")
    set_state(loan_id, "lent", borrowed_ms=tx.now_ms)
    tx.journal(
        "lending.borrowed",
        loan=loan_id, item=loan.item_id, place=loan.place_id, due_ms=loan.due_ms,
        **ids(member=loan.member_id or None, borrower=loan.borrower_id or None),
    )  # fmt: skip
    return loan_by_id(loan_id)


def finish(
    tx: Transaction, loan_id: str, reservation_id: str, *, left_open: bool = False, slip: Slip | None = None
) -> Operation | None:
    """The customer is done at the door; with a slip, its printing is intended in the same write."""
    loan = loan_by_id(loan_id)
    if left_open:
        open_case(tx, "left_open", "borrowing", loan_id=loan_id, place_id=loan.place_id)
    end_hold(tx, reservation_id, loan.state)
    return tx.intend_print(slip, purpose="lending.borrowed") if slip is not None else None


def void(tx: Transaction, loan_id: str, reservation_id: str | None, *, reason: str, broken: bool) -> None:
    """The door never opened: nothing was lent. `broken`: it was pulsed and did not move, so it is put out of service."""
    loan = loan_by_id(loan_id)
    if loan.state == "opening":
        set_state(loan_id, "void")
        tx.journal("lending.voided", loan=loan_id, item=loan.item_id, place=loan.place_id, reason=reason)
        if broken:
            put_out_of_service(tx, loan.place_id, "did_not_open", loan_id=loan_id)
    end_hold(tx, reservation_id, "void")


def unverify(
    tx: Transaction, loan_id: str, reservation_id: str | None, *, reason: str, broken: bool = False
) -> None:
    """Nobody knows whether the item was taken: the books put it back, and nobody is given it until staff have looked."""
    loan = loan_by_id(loan_id)
    if loan.state in OPEN_STATES:
        if loan.state == "lent":
            tx.move(loan.item_id, loan.place_id, reason=f"unverified: {reason}")
        set_state(loan_id, "unverified")
        tx.journal(
            "lending.unverified", loan=loan_id, item=loan.item_id, place=loan.place_id, reason=reason
        )  # fmt: skip
        kind: CaseKind = "uncertain" if reason == "uncertain" else "not_taken"
        open_case(tx, kind, reason, loan_id=loan_id, item_id=loan.item_id, place_id=loan.place_id)
        if broken:
            put_out_of_service(tx, loan.place_id, "said_not_open", loan_id=loan_id)
    end_hold(tx, reservation_id, "unverified")


def confirm_taken(tx: Transaction, loan_id: str, item_id: str) -> Loan:
    """The tag of the one taken from a rack: the presumed one if it is, else the two change places in the books."""
    loan = loan_by_id(loan_id)
    if loan.state != "lent" or loan.confirmed:
        return loan
    if item_id != loan.item_id:
        if item_by_id(tx, item_id).place_id != loan.place_id:
            return loan  # not from this rack as far as the books know: nothing is guessed
        tx.move(loan.item_id, loan.place_id, reason="another one was taken")
        tx.move(item_id, None, reason="taken instead")
        tx.journal(
            "lending.swapped", loan=loan_id, item=item_id, instead_of=loan.item_id, place=loan.place_id
        )
    set_state(loan_id, "lent", item_id=item_id, confirmed=1)
    return loan_by_id(loan_id)


def report_lost(tx: Transaction, loan_id: str) -> None:
    """The member says that it is lost: staff are told, the loan stands until they decide."""
    loan = loan_by_id(loan_id)
    if loan.state == "lent":
        open_case(tx, "lost", "reported", loan_id=loan_id, item_id=loan.item_id)


def put_out_of_service(tx: Transaction, place_id: str, reason: str, *, loan_id: str | None = None) -> None:
    """A door that is not to be opened for customers until staff have looked at it."""
    if tx.place(place_id).in_service:
        tx.set_place_service(place_id, False, reason)
    open_case(tx, "door", reason, loan_id=loan_id, place_id=place_id)


def set_state(loan_id: str, state: str, **changes: str | int | None) -> None:
    """The one place where a loan's row is changed."""
    rows.change_loan(loan_id, state=state, **changes)


def end_hold(tx: Transaction, reservation_id: str | None, how: str) -> None:
    """Let the place go, if it is still held; None while `settle` runs, whose caller releases."""
    if reservation_id is None:
        return
    reservation = tx.reservation(reservation_id)
    if reservation is not None and reservation.held:
        tx.release(reservation_id, how)
