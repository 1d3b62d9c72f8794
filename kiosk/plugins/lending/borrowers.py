"""People without a card whom staff lent to: who they are, for as long as it is needed, and their deposit.

Of a person there is a phone number, or a family name; never an identity document, nor its number: no
organisation may hold one (居民身份证法 art. 15), and there is no field for it. Both are wiped so many days after the last thing
came back (`borrower_days`), or at once when they ask for it; the loan stays, with nobody's name on it.

A deposit is integers of fen, taken once and given back once: two rows that are only ever added, each with its journal row.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import Fact, Item, Personal, Transaction, mask_phone

from . import rows
from .cases import ids
from .limits import Limits
from .models import BorrowerRow, DepositRow
from .reading import item_by_id
from .records import Loan
from .words import _, member_tail

STILL_NEEDED = ("opening", "lent", "unverified", "returning_unverified", "missing")
"""States of a loan during which it must be known whom to ask; what is `lost` is given up."""


@dataclass(frozen=True, slots=True)
class Borrower:
    """Somebody without a card. Masked wherever it becomes text; both are empty once it was wiped."""

    id: str
    name: Personal
    phone: Personal
    made_ms: int = 0
    wiped_ms: int | None = None

    @property
    def shown(self) -> str:
        """As much as screens and slips tell: 138****5678, or 王."""
        return mask_phone(self.phone.reveal()) if self.phone else str(self.name) or "–"


def add_borrower(tx: Transaction, borrower: Borrower) -> None:
    """Written down together with the first loan; a second door for the same person finds them there."""
    if BorrowerRow.get_or_none(BorrowerRow.id == borrower.id) is None:
        BorrowerRow.create(
            id=borrower.id, name=borrower.name.reveal(), phone=borrower.phone.reveal(), made_ms=tx.now_ms
        )


def borrower_by_id(borrower_id: str) -> Borrower | None:
    """One of them; also after it was wiped, without any name."""
    row = BorrowerRow.get_or_none(BorrowerRow.id == borrower_id) if borrower_id else None
    return None if row is None else _borrower(row)


def known_borrowers() -> list[Borrower]:
    """Everybody who is not wiped yet, the newest first."""
    query = BorrowerRow.select().where(BorrowerRow.wiped_ms.is_null())
    return [_borrower(row) for row in query.order_by(BorrowerRow.made_ms.desc(), BorrowerRow.id.desc())]


def _borrower(row: BorrowerRow) -> Borrower:
    return Borrower(row.id, Personal(row.name), Personal(row.phone), row.made_ms, row.wiped_ms)


def holder_of(tx: Transaction, loan: Loan) -> Fact:
    """Who has it, as far as a screen or a slip tells: the end of a card, or a masked number or name."""
    if not loan.by_member:
        borrower = borrower_by_id(loan.borrower_id)
        return Fact(_("Borrower"), borrower.shown if borrower is not None else "–")
    member = tx.member(loan.member_id)
    return Fact(_("Member"), member_tail(member.card_tail if member is not None else ""))


def loans_to(borrower_id: str) -> list[Loan]:
    """Everything that was lent to somebody, the newest first; attempts whose door did not open too."""
    return rows.loans("borrower_id = ? ORDER BY id DESC", borrower_id)


Line = tuple[Borrower, Loan | None, Item | None, int]
"""Somebody, the newest loan that stands, its item, and the fen that are held for them."""


def who_has_what(tx: Transaction) -> list[Line]:
    """Everybody who is still known, the newest first."""
    found: list[Line] = []
    for one in known_borrowers():
        standing = [loan for loan in loans_to(one.id) if loan.state not in ("void", "returned", "lost")]
        item = item_by_id(tx, standing[0].item_id) if standing else None
        found.append((one, standing[0] if standing else None, item, deposit_held(one.id)))
    return found


def needed(borrower_id: str) -> bool:
    """Whether something of theirs is still out, or in question."""
    return any(loan.state in STILL_NEEDED for loan in loans_to(borrower_id))


# ------------------------------------------------------------------ deposits


def take_deposit(tx: Transaction, loan: Loan, fen: int, staff_id: str) -> None:
    """Staff have the money in their hands; once for a person, however many doors were tried."""
    if fen <= 0 or _deposit_rows(loan.borrower_id):
        return
    DepositRow.create(
        id=tx.new_id(), loan_id=loan.id, deed="taken", fen=fen, staff_id=staff_id, at_ms=tx.now_ms
    )
    tx.journal("lending.deposit_taken", loan=loan.id, borrower=loan.borrower_id, fen=fen, staff=staff_id)


def deposit_held(borrower_id: str) -> int:
    """Fen that staff hold for somebody; 0 when there never was any, or they have it back."""
    kept = _deposit_rows(borrower_id)
    return sum(row.fen if row.deed == "taken" else -row.fen for row in kept)


def give_deposit_back(tx: Transaction, borrower_id: str, staff_id: str) -> int:
    """The money is in the customer's hands again; returns the fen. 0, and nothing written, where something is still out."""
    fen = deposit_held(borrower_id)
    if fen <= 0 or needed(borrower_id):
        return 0
    taken = next(row for row in _deposit_rows(borrower_id) if row.deed == "taken")
    DepositRow.create(
        id=tx.new_id(), loan_id=taken.loan_id, deed="given_back", fen=fen, staff_id=staff_id, at_ms=tx.now_ms
    )
    tx.journal("lending.deposit_returned", loan=taken.loan_id, borrower=borrower_id, fen=fen, staff=staff_id)
    return fen


def _deposit_rows(borrower_id: str) -> list[DepositRow]:
    loans = [loan.id for loan in loans_to(borrower_id)] if borrower_id else []
    return list(DepositRow.select().where(DepositRow.loan_id.in_(loans))) if loans else []


# ------------------------------------------------------------------ forgetting


def wipe(tx: Transaction, borrower_id: str, *, staff_id: str = "") -> bool:
    """Forget who it was. False, and nothing written, while something is out or a deposit is held."""
    if needed(borrower_id) or deposit_held(borrower_id):
        return False
    changed = (
        BorrowerRow.update(name="", phone="", wiped_ms=tx.now_ms)
        .where((BorrowerRow.id == borrower_id) & BorrowerRow.wiped_ms.is_null())
        .execute()
    )
    if changed:
        tx.journal("lending.borrower_wiped", **ids(borrower=borrower_id, staff=staff_id or None))
    return bool(changed)


def wipe_what_is_over(tx: Transaction, limits: Limits) -> int:
    """Forget everybody whose last thing has been back for as long as the settings keep them; returns how many."""
    return sum(wipe(tx, borrower.id) for borrower in overdue_to_forget(tx.now_ms, limits))


def overdue_to_forget(now_ms: int, limits: Limits) -> list[Borrower]:
    """Who should be forgotten by now, and can be."""
    return [
        one
        for one in known_borrowers()
        if not needed(one.id)
        and not deposit_held(one.id)
        and now_ms - max([one.made_ms, *(loan.returned_ms or 0 for loan in loans_to(one.id))])
        >= limits.borrower_keep_ms
    ]
