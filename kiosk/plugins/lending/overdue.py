"""Who has something past its due time, who reminded them how, and when the next reminder is due. No message is ever sent from
here: there is no gateway, and the record says what a person did (R12: complete records).

A phone number is shown masked; in full only to who asks for it, which is counted and on record (domain.md A10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Item, Operation, Personal, Slip, Text, Transaction, mask_phone

from . import rows
from .borrowers import borrower_by_id
from .cases import ids
from .reading import item_by_id, loan_by_id
from .records import Loan
from .stock_models import ReminderRow, RevealRow
from .words import _

How = Literal["called", "texted", "printed", "shown"]

SHOWN_AGAIN_MS = 12 * 3_600_000  # allow constant: what counts as twice, not when somebody is reminded
"""A screen that a customer sees twice on one day is one reminder."""

_LATE = "state = 'lent' AND due_ms <= ? ORDER BY due_ms, id"
_REMINDERS = "SELECT loan_id, count(*), max(at_ms), max(again_ms) FROM lending_reminder GROUP BY loan_id"
_REVEALS = "SELECT count(*) FROM lending_reveal WHERE loan_id = ?"
_LAST = (
    "SELECT how, at_ms, staff_id FROM lending_reminder WHERE loan_id = ? ORDER BY at_ms DESC, id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What was done about a loan so far. `again_ms`: when the next reminder is due (0: none yet, so now)."""

    times: int = 0
    last_ms: int = 0
    again_ms: int = 0


NEVER = Reminded()


@dataclass(frozen=True, slots=True)
class Late:
    """One late loan. `phone` masks itself; `who` is the end of a card, or the name somebody gave."""

    loan: Loan
    item: Item
    who: Text
    phone: Personal
    reminded: Reminded

    def due_again(self, now_ms: int) -> bool:
        """Whether somebody should be reminded now."""
        return now_ms >= self.reminded.again_ms


@dataclass(frozen=True, slots=True)
class Story:
    """The newest reminder of a loan, and how often its number was shown in full."""

    how: str = ""
    at_ms: int = 0
    by: str = ""
    reveals: int = 0


def overdue_list(tx: Transaction) -> list[Late]:
    """Everything late, the longest first."""
    reminded = {row[0]: Reminded(*row[1:]) for row in rows.run(_REMINDERS).fetchall()}
    return [_late(tx, loan, reminded.get(loan.id, NEVER)) for loan in rows.loans(_LATE, tx.now_ms)]


def how_many_due(tx: Transaction) -> tuple[int, int]:
    """How many are late, and how many of those are to be reminded now: for the line of the staff menu."""
    reminded = {row[0]: int(row[3]) for row in rows.run(_REMINDERS).fetchall()}
    late = rows.loans(_LATE, tx.now_ms)
    return len(late), sum(tx.now_ms >= reminded.get(loan.id, 0) for loan in late)


def _late(tx: Transaction, loan: Loan, reminded: Reminded) -> Late:
    item = item_by_id(tx, loan.item_id)
    if loan.by_member:
        member = tx.member(loan.member_id)
        who: Text = _("card {tail}", tail=member.card_tail) if member is not None else "–"
        return Late(loan, item, who, tx.member_phone(loan.member_id), reminded)
    known = borrower_by_id(loan.borrower_id)
    if known is None:
        return Late(loan, item, "–", Personal(""), reminded)
    return Late(loan, item, known.shown, known.phone, reminded)


def masked(phone: Personal) -> Text:
    """A number as it may stand on a screen: 138****5678."""
    return mask_phone(phone.reveal()) if phone else _("no number known")


def story(tx: Transaction, loan_id: str) -> Story:
    """What was done last."""
    reveals = int(rows.run(_REVEALS, loan_id).fetchone()[0])
    row = rows.run(_LAST, loan_id).fetchone()
    if row is None:
        return Story(reveals=reveals)
    staff = tx.staff(row[2]) if row[2] else None
    return Story(row[0], row[1], staff.number if staff is not None else "", reveals)


def remind(
    tx: Transaction, loan_id: str, how: How, staff_id: str, again_ms: int, slip: Slip | None = None
) -> Operation | None:
    """Somebody was reminded; `again_ms` from now the next one is due. Nothing is noted of a loan that has ended meanwhile."""
    loan = loan_by_id(loan_id)
    if loan.state != "lent":
        return None
    ReminderRow.create(
        id=tx.new_id(),
        loan_id=loan_id,
        how=how,
        staff_id=staff_id,
        at_ms=tx.now_ms,
        again_ms=tx.now_ms + again_ms,
    )
    tx.journal("lending.reminded", **ids(loan=loan_id, item=loan.item_id, reason=how, staff=staff_id or None))
    return tx.intend_print(slip, purpose="lending.reminder") if slip is not None else None


def reveal(tx: Transaction, loan_id: str, staff_id: str, position: str) -> None:
    """A number was shown in full, before it is."""
    RevealRow.create(id=tx.new_id(), loan_id=loan_id, staff_id=staff_id, position=position, at_ms=tx.now_ms)
    tx.journal_act("lending.revealed", "remind", loan=loan_id, staff=staff_id)


def note_shown(tx: Transaction, member_id: str, again_ms: int) -> int:
    """A member sees on the screen what is late: that is a reminder too, once in twelve hours. Returns how many were noted."""
    late = rows.loans(
        "member_id = ? AND state = 'lent' AND due_ms <= ? ORDER BY due_ms", member_id, tx.now_ms
    )
    last = {row[0]: int(row[2]) for row in rows.run(_REMINDERS).fetchall()} if late else {}
    fresh = [loan for loan in late if tx.now_ms - last.get(loan.id, 0) >= SHOWN_AGAIN_MS]
    for loan in fresh:
        remind(tx, loan.id, "shown", "", again_ms)
    return len(fresh)
