"""The month close (每月1号对账): which month is next, why one cannot be closed yet, and closing it with two parties' word.

Source: manual 000 §21 and domain.md A19, R06. The desk's side and finance's side each hold a right of their own; what they
agree on is the month's figures (F10), and what they saw is held against what stands there when it is written. Closing is for
good: what is wrong is put right by reversals in the month that is open.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from kiosk.core.forms import f10
from kiosk.core.ledger import ClosedMonth
from kiosk.core.records import ApprovalRequest
from kiosk.core.service import Decided
from kiosk.core.shifts import Shift
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.money import yuan
from kiosk.link.prompts import Fact

_ = Texts("core")

KIND = "month"
"""Of the request for an approval; its subject is the month."""

DESK, FINANCE = "month.desk", "month.finance"

Why = Literal["", "closed", "not_over", "earlier", "shift_open"]
"""Why a month cannot be closed now; "" when it can."""

_encode = msgspec.json.Encoder(order="deterministic").encode


class Standing(msgspec.Struct, frozen=True):
    """A month before it is closed: all its money (fen), how many differences, and what stands in the way."""

    month: int
    money: int
    differences: int
    version: str
    why: Why = ""
    closed: ClosedMonth | None = None
    shift: Shift | None = None
    earlier: int = 0


def month_after(month: int) -> int:
    """The next month, both yyyymm."""
    return month + 1 if month % 100 < 12 else month + 89


def months(tx: Transaction, most: int) -> list[int]:
    """The months that there are, the newest first: from the one with the first entry to this one."""
    first, this = tx.first_entered_day() // 100, tx.business_day // 100
    found = []
    month = first or this
    while month <= this:
        found.append(month)
        month = month_after(month)
    return found[::-1][:most]


def to_close(tx: Transaction) -> int:
    """The first month that is over and not closed; 0 where there is none."""
    month, this = tx.first_entered_day() // 100, tx.business_day // 100
    while 0 < month < this:
        if not tx.month_closed(month):
            return month
        month = month_after(month)
    return 0


def standing(tx: Transaction, month: int) -> Standing:
    """A month as it is now."""
    sums = tx.sums_of_days(*f10.days_of(month))
    differences = [one for one in sums if one.kind == f10.DIFFERENCE and one.book in ("drawer", "stock")]
    seen = Standing(month, f10.money(sums), len(differences), hashlib.sha256(_encode(sums)).hexdigest()[:32])
    closed, first = tx.closed_month(month), to_close(tx)
    if closed is not None:
        return msgspec.structs.replace(seen, why="closed", closed=closed)
    if month >= tx.business_day // 100:
        return msgspec.structs.replace(seen, why="not_over")
    if first and first < month:
        return msgspec.structs.replace(seen, why="earlier", earlier=first)
    shift = tx.unclosed_shift(*f10.days_of(month))
    return msgspec.structs.replace(seen, why="shift_open", shift=shift) if shift is not None else seen


def month_said(month: int) -> str:
    """2026-11."""
    return f"{month // 100}-{month % 100:02d}"


def facts(seen: Standing) -> tuple[Fact, ...]:
    """What two parties agree on."""
    return (
        Fact(_("Month"), month_said(seen.month)),
        Fact(_("All money"), yuan(seen.money)),
        Fact(_("Differences"), str(seen.differences), alert=seen.differences > 0),
    )


def close(tx: Transaction, seen: Standing, closed_by: str, second_by: str) -> bool:
    """Close it, if it is still what both saw; False when it is not."""
    if standing(tx, seen.month) != seen:
        return False
    return tx.close_month(seen.month, closed_by, second_by)


def ask(tx: Transaction, seen: Standing, needs: str) -> bool:
    """Put it before the other party, who answers when they come; False when it waits already."""
    try:
        tx.request_approval(
            needs,
            kind=KIND,
            subject=str(seen.month),
            title=_("Close the month {month}", month=month_said(seen.month)),
            facts=facts(seen),
            reason="month_close",
            version=seen.version,
        )
    except errors.AlreadyAsked:
        return False
    return True


def decided(tx: Transaction, request: ApprovalRequest) -> Decided | None:
    """The desk's own act: the other party has said yes, and the month is closed, or it is not what was seen any more."""
    if request.state != "approved":
        return None
    seen = standing(tx, int(request.subject))
    if seen.why == "shift_open":
        return Decided(_("A shift of that month is still open: it is counted and left first."), outdated=True)
    if seen.why or seen.version != request.version:
        return Decided(outdated=True)
    tx.close_month(seen.month, request.asked_by, request.decided_by)
    return Decided(_("The month is closed. F10 is among the reports, to be printed and signed."))
