"""Booking what the tills have sold (`kiosk_till`): each receipt once, in whatever file and how often it comes.

A receipt is known by merchant, till, number and day; its row says what was booked of it, in the transaction of the entries.
Its two parts stand for themselves: points for a member (`till_points`), and a card that was paid with (`till_payment`);
what of them does not match today (a card that nobody knows, no rule approved yet) is written down, and booked when the line
comes again and matches. Entries are dated by the sale (`happened_ms`) and stand in the day on which they are booked.

Left out: whose till it is, and what was bought.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import TillCounts, TillFault, TillFile, TillLine, Transaction

from .models import ReceiptRow, TillFileRow, UnmatchedRow
from .payment import give_back, pay
from .points import claw_back, earn

NEWEST = 10  # allow constant: receipts with one number that a refund may be of, the newest are looked at
TAIL = 4  # allow constant: as much of a card's number as is ever shown
KEY = 32  # allow constant: letters of a file's sum that tell it from others


def book(
    tx: Transaction, file: TillFile, lines: Sequence[TillLine], faults: Sequence[TillFault]
) -> TillCounts:
    """Book some lines; what cannot be read is written down beside what does not match."""
    counts = TillCounts()
    for fault in faults:
        _write_down(tx, file, f"{file.sum[:KEY]}:{fault.line}", fault.line, fault.code, words=fault.words)
        counts = counts.plus(TillCounts(unmatched=1))
    for line in lines:
        counts = counts.plus(_sale(tx, file, line) if line.amount > 0 else _refund(tx, file, line))
    _count(tx, file, counts)
    return counts


def _sale(tx: Transaction, file: TillFile, line: TillLine) -> TillCounts:
    row = ReceiptRow.get_or_none(ReceiptRow.key == line.key)
    fresh = row is None
    if row is None:
        row = _receipt(file, line)
        row.save(force_insert=True)
    elif (row.amount, row.paid) != (line.amount, line.paid):
        return _unmatched(tx, file, line, {"receipt": "differs"})
    found: dict[str, str] = {"receipt": ""}
    booked = fresh
    if line.card and not row.member_id:
        found["points"] = earn(tx, row, line.card)
        booked |= not found["points"]
    if line.paid and not row.spent:
        found["payment"] = pay(tx, row, line.paid_card)
        booked |= not found["payment"]
    if booked:
        row.save()
    return _outcome(tx, file, line, found, booked=booked)


def _refund(tx: Transaction, file: TillFile, line: TillLine) -> TillCounts:
    row = ReceiptRow.get_or_none(ReceiptRow.key == line.key)
    if row is not None:
        same = (row.amount, row.paid) == (line.amount, line.paid)
        return TillCounts(known=1) if same else _unmatched(tx, file, line, {"refund": "differs"})
    sale = _original(line)
    if isinstance(sale, str):
        return _unmatched(tx, file, line, {"refund": sale})
    back = -line.amount
    if back > sale.amount - sale.refunded or -line.paid > sale.paid - sale.paid_back:
        return _unmatched(tx, file, line, {"refund": "refund_too_large"})
    if line.paid and (why := give_back(tx, sale, -line.paid, line.at_ms)):
        return _unmatched(tx, file, line, {"refund": why})
    claw_back(tx, sale, back, line)
    sale.refunded += back
    sale.save()
    _receipt(file, line).save(force_insert=True)
    return _outcome(tx, file, line, {"refund": ""}, booked=True)


def _original(line: TillLine) -> ReceiptRow | str:
    """The sale that is taken back, or why it is not known which."""
    if not line.original:
        return "no_original"
    same = (ReceiptRow.merchant == line.merchant) & (ReceiptRow.receipt == line.original)
    before = (ReceiptRow.at_ms <= line.at_ms) & (ReceiptRow.amount > 0)
    found = list(ReceiptRow.select().where(same & before).order_by(ReceiptRow.at_ms.desc()).limit(NEWEST))
    here = [one for one in found if one.terminal == line.terminal] or found
    if line.original_day:
        here = [one for one in found if one.day == line.original_day]
    if not here:
        return "no_original"
    return here[0] if len(here) == 1 else "several_originals"


def _receipt(file: TillFile, line: TillLine) -> ReceiptRow:
    return ReceiptRow(
        key=line.key,
        merchant=line.merchant,
        terminal=line.terminal,
        receipt=line.receipt,
        day=line.day,
        at_ms=line.at_ms,
        amount=line.amount,
        paid=line.paid,
        undiscounted=line.undiscounted,
        file_id=file.id,
    )


def _outcome(
    tx: Transaction, file: TillFile, line: TillLine, found: dict[str, str], *, booked: bool
) -> TillCounts:
    for part, why in found.items():
        if not why:
            settled = UnmatchedRow.update(settled_ms=tx.now_ms)
            settled.where(
                (UnmatchedRow.key == f"{line.key}:{part}") & UnmatchedRow.settled_ms.is_null()
            ).execute()
    wrong = {part: why for part, why in found.items() if why}
    if wrong:
        return _unmatched(tx, file, line, wrong)
    return TillCounts(booked=1) if booked else TillCounts(known=1)


def _unmatched(tx: Transaction, file: TillFile, line: TillLine, wrong: dict[str, str]) -> TillCounts:
    for part, why in wrong.items():
        card = line.paid_card if part == "payment" else line.card
        _write_down(tx, file, f"{line.key}:{part}", line.line, why, line=line, tail=card[-TAIL:])
    return TillCounts(unmatched=1)


def _write_down(
    tx: Transaction,
    file: TillFile,
    key: str,
    number: int,
    code: str,
    *,
    words: str = "",
    line: TillLine | None = None,
    tail: str = "",
) -> None:
    """Once for each thing that does not match; the newest cause stands."""
    known = UnmatchedRow.get_or_none(UnmatchedRow.key == key)
    row = known or UnmatchedRow(key=key, found_day=tx.business_day)
    row.file_id, row.line, row.code, row.words, row.tail, row.settled_ms = (
        file.id,
        number,
        code,
        words,
        tail,
        None,
    )
    if line is not None:
        row.merchant, row.terminal, row.receipt = line.merchant, line.terminal, line.receipt
        row.amount = line.amount
    row.save(force_insert=known is None)


def _count(tx: Transaction, file: TillFile, counts: TillCounts) -> None:
    known = TillFileRow.get_or_none(TillFileRow.id == file.id)
    row = known or TillFileRow(
        id=file.id, name=file.name, sum=file.sum, at_ms=tx.now_ms, business_day=tx.business_day
    )
    row.booked += counts.booked
    row.known += counts.known
    row.unmatched += counts.unmatched
    row.save(force_insert=known is None)


def spending_of(member_id: str, since_day: int) -> int:
    """What a member has spent in the mall since a business day, less what was taken back, in fen."""
    rows = ReceiptRow.select(ReceiptRow.amount, ReceiptRow.refunded).where(
        (ReceiptRow.member_id == member_id) & (ReceiptRow.day >= since_day) & (ReceiptRow.amount > 0)
    )
    return sum(row.amount - row.refunded for row in rows)
