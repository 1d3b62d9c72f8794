"""退换货: what was brought back and where it is; each step a write of its own.

Goods are registered, wait at the desk, and are collected by the department that sold them, who sign for it; or they were never
here. Nothing of the customer is kept. The points of the receipt are taken back when the till tells of the refund, and not here:
whether money went back is the till's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Brand, Transaction

from .models import ReturnRow
from .receipts import Receipt

What = Literal["return", "exchange"]

LABEL = "ZGR1:"
"""Before what a label's QR code says; a later format gets another number."""


class AlreadySeen(Exception):
    """Somebody else has collected it, or taken it off the list, meanwhile."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Goods before they are registered."""

    what: What
    receipt: Receipt
    brand: Brand
    goods: str
    pieces: int
    reason: str


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that were brought back. `brand`: the shop as the directory has it, also one that has left; None: not in it."""

    id: str
    number: str
    what: What
    at_ms: int
    day: int
    receipt: Receipt
    brand: Brand | None
    goods: str
    pieces: int
    reason: str
    collected_ms: int | None = None
    voided_ms: int | None = None
    voided_why: str = ""
    refunded_day: int = 0

    @property
    def waits(self) -> bool:
        """Whether it lies at the desk."""
        return self.collected_ms is None and self.voided_ms is None

    @property
    def merchant(self) -> str:
        """Whose it is; "" for a shop that is not in the directory."""
        return self.receipt.merchant


def goods_of(tx: Transaction, row: ReturnRow) -> Goods:
    """A row as plain data."""
    receipt = Receipt(
        row.merchant, row.terminal, row.receipt, row.receipt_day, row.amount, none=not row.receipt
    )
    what: What = "return" if row.what == "return" else "exchange"
    return Goods(
        row.id, row.number, what, row.at_ms, row.business_day, receipt,
        tx.brand(row.merchant) if row.merchant else None,
        row.goods, row.pieces, row.reason, row.collected_ms, row.voided_ms, row.voided_why, row.refunded_day,
    )  # fmt: skip


_WAITS = (ReturnRow.collected_ms.is_null(), ReturnRow.voided_ms.is_null())


def waiting(tx: Transaction) -> list[Goods]:
    """What lies at this counter, the oldest first."""
    rows = ReturnRow.select().where(ReturnRow.counter == tx.site_counter().name, *_WAITS)
    return [goods_of(tx, row) for row in rows.order_by(ReturnRow.at_ms, ReturnRow.id)]


def count_waiting(tx: Transaction) -> int:
    """How many."""
    rows = ReturnRow.select().where(ReturnRow.counter == tx.site_counter().name, *_WAITS)
    return int(rows.count())


def by_label(tx: Transaction, text: str) -> Goods | None:
    """The goods of a label's code, wherever they are."""
    plain = text.strip().upper()
    if not plain.startswith(LABEL):
        return None
    row = ReturnRow.get_or_none(ReturnRow.number == plain.removeprefix(LABEL))
    return goods_of(tx, row) if row is not None else None


def by_id(tx: Transaction, row_id: str) -> Goods | None:
    """One."""
    row = ReturnRow.get_or_none(ReturnRow.id == row_id)
    return goods_of(tx, row) if row is not None else None


def registered_before(tx: Transaction, receipt: Receipt) -> list[Goods]:
    """What was brought back on the same receipt before: part of it may be, all of it twice may not."""
    if not receipt.receipt:
        return []
    rows = ReturnRow.select().where(
        ReturnRow.receipt == receipt.receipt,
        ReturnRow.receipt_day == receipt.day,
        ReturnRow.terminal == receipt.terminal,
        ReturnRow.merchant == receipt.merchant,
        ReturnRow.voided_ms.is_null(),
    )
    return [goods_of(tx, row) for row in rows.order_by(ReturnRow.at_ms)]


def register(tx: Transaction, wanted: Wanted, staff_id: str) -> Goods:
    """The goods lie at the desk from now on, under a number of their own."""
    row_id = tx.new_id()
    seq = tx.journal("counter.returned", goods=row_id, what=wanted.what, pieces=wanted.pieces)
    row = ReturnRow.create(
        id=row_id,
        number=tx.paper_number(seq),
        what=wanted.what,
        at_ms=tx.now_ms,
        business_day=tx.business_day,
        counter=tx.site_counter().name,
        merchant=wanted.brand.key,
        terminal=wanted.receipt.terminal,
        receipt=wanted.receipt.receipt,
        receipt_day=wanted.receipt.day,
        amount=wanted.receipt.amount,
        goods=wanted.goods,
        pieces=wanted.pieces,
        reason=wanted.reason,
        staff_id=staff_id,
    )
    return goods_of(tx, row)


def collect(tx: Transaction, some: Sequence[Goods], staff_id: str) -> str:
    """The department has all of them; returns the number of the paper that they sign. Raises AlreadySeen: none has moved.

    The journal first and the rows in one order, here and below: two desks never wait for each other.
    """
    collection = tx.new_id()
    seq = tx.journal("counter.collected", collection=collection, goods=len(some), staff=staff_id)
    for row_id in sorted(one.id for one in some):
        changed = ReturnRow.update(collected_ms=tx.now_ms, collected_by=staff_id, collection=collection)
        if changed.where(ReturnRow.id == row_id, *_WAITS).execute() != 1:
            raise AlreadySeen
    return tx.paper_number(seq)


def take_off(tx: Transaction, row_id: str, staff_id: str, why: str) -> None:
    """They were never here, or the customer has them again. Raises AlreadySeen."""
    tx.journal("counter.return_taken_off", goods=row_id, why=why, staff=staff_id)
    changed = ReturnRow.update(voided_ms=tx.now_ms, voided_by=staff_id, voided_why=why)
    if changed.where(ReturnRow.id == row_id, *_WAITS).execute() != 1:
        raise AlreadySeen
