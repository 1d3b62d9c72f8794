"""What the tills tell of refunds (`kiosk_till`): a return that was registered is marked with the day on which money went back.

Points and cards are other services' business. A refund of goods that were never at the desk is none of ours and no fault; two
receipts of one number, where the till does not say the day, are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import TillCounts, TillLine, Transaction

from .models import ReturnRow


def told(tx: Transaction, lines: Sequence[TillLine]) -> TillCounts | None:
    """Mark what was registered for these refunds; None where nothing of it is ours."""
    counts = TillCounts()
    for line in lines:
        if line.amount < 0 and line.original:
            counts = counts.plus(_mark(tx, line))
    return counts if counts != TillCounts() else None


def _mark(tx: Transaction, line: TillLine) -> TillCounts:
    found = list(
        ReturnRow.select().where(
            ReturnRow.receipt == line.original,
            ReturnRow.merchant == line.merchant,
            ReturnRow.voided_ms.is_null(),
            *((ReturnRow.receipt_day == line.original_day,) if line.original_day else ()),
        )
    )
    if len({row.receipt_day for row in found}) != 1:
        return TillCounts()
    fresh = [row for row in found if not row.refunded_day]
    for row in fresh:
        tx.journal("counter.refund_told", goods=row.id, day=line.day)
        ReturnRow.update(refunded_day=line.day).where(ReturnRow.id == row.id).execute()
    return TillCounts(booked=len(fresh)) if fresh else TillCounts(known=1)
