"""礼品包装: what wrapping costs by the list of today, the one transaction that takes it, and the one that undoes it.

Money goes into the counter's drawer by its tender, and what is used up out of the counter's stock, in one entry. The list is
asked again when it is written: a customer pays what they were told. Without a shift nothing is wrapped, not for nothing either:
who holds the counter answers for what is given away there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import (
    Account,
    Approved,
    Entry,
    LedgerLine,
    NoShift,
    Reversed,
    Transaction,
    drawer,
    pieces,
    stock,
)

from .models import WrappedRow
from .wrapping_rule import WRAPPING, Kind, Wrapping

KIND = "counter.wrapped"

WhyNot = Literal["", "not_set_up", "no_shift"]


class PriceChanged(Exception):
    """The list is not what it was when the customer was told."""


@dataclass(frozen=True, slots=True)
class Last:
    """The newest wrapping of today at this counter that was not undone."""

    id: str
    kind: str
    pieces: int
    fee: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The list of today, how one pays here, and the last one."""

    why_not: WhyNot
    rule: Wrapping | None = None
    version: str = ""
    tenders: tuple[str, ...] = ()
    last: Last | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was agreed with the customer."""

    kind: Kind
    pieces: int
    version: str
    tender: str = ""

    @property
    def fee(self) -> int:
        """What it costs, in fen."""
        return self.kind.price * self.pieces


def standing(tx: Transaction) -> Standing:
    """As it is now."""
    rule, shift = tx.rule(WRAPPING), tx.shift()
    if rule is None:
        return Standing("not_set_up")
    if shift is None or shift.state != "open":
        return Standing("no_shift")
    return Standing("", rule[0], rule[1], tx.site_counter().tenders, _last(tx))


def _last(tx: Transaction) -> Last | None:
    row = (
        WrappedRow.select()
        .where(
            WrappedRow.counter == tx.site_counter().name,
            WrappedRow.business_day == tx.business_day,
            WrappedRow.undone_ms.is_null(),
        )
        .order_by(WrappedRow.at_ms.desc(), WrappedRow.id.desc())
        .first()
    )
    return None if row is None else Last(row.id, row.kind, row.pieces, row.price * row.pieces, row.at_ms)


def wrap(tx: Transaction, wanted: Wanted, staff_id: str) -> WrappedRow:
    """Take the money, and what is used up. Raises PriceChanged when it is not what was told, NoShift, and Overdrawn when there
    is not so much of it in the stock."""
    now = standing(tx)
    if now.why_not == "no_shift":
        raise NoShift("whoever holds the counter wraps: open a shift first")
    if now.rule is None or now.version != wanted.version or now.rule.of(wanted.kind.key) != wanted.kind:
        raise PriceChanged
    counter, lines = tx.site_counter().name, []
    if wanted.fee:
        lines.append(LedgerLine(drawer(counter, wanted.tender), Account("fees"), wanted.fee))
    material = now.rule.material_of(wanted.kind)
    if material is not None:
        used = wanted.kind.uses * wanted.pieces
        lines.append(LedgerLine(_gone(material.product), stock(counter, material.product), used))
    row_id, entry_id = tx.new_id(), ""
    if lines:
        data: dict[str, str | int] = {
            "what": wanted.kind.key,
            "pieces": wanted.pieces,
            "tender": wanted.tender,
        }
        entry_id = tx.enter(KIND, lines, subject=row_id, version=wanted.version, data=data).id
    row: WrappedRow = WrappedRow.create(
        id=row_id,
        at_ms=tx.now_ms,
        business_day=tx.business_day,
        counter=counter,
        kind=wanted.kind.key,
        version=wanted.version,
        pieces=wanted.pieces,
        price=wanted.kind.price,
        tender=wanted.tender if wanted.fee else "",
        entry_id=entry_id,
        staff_id=staff_id,
    )
    return row


def _gone(product: str) -> Account:
    """Pieces that customers have."""
    return Account("gone", "", pieces(product))


def undo(tx: Transaction, row_id: str, approved: Approved, staff_id: str, reason: str) -> Entry | None:
    """Undo one, with a second person's word: money and what was used up go back. Raises Reversed, NoShift,
    and Overdrawn when the drawer has less than was paid."""
    tx.use_approval(approved)
    undone = WrappedRow.update(undone_ms=tx.now_ms, undone_by=staff_id, why=reason).where(
        WrappedRow.id == row_id, WrappedRow.undone_ms.is_null()
    )
    if undone.execute() != 1:
        raise Reversed("it was undone before")
    tx.journal("counter.wrapping_undone", wrapping=row_id, why=reason, staff=staff_id)
    entry_id = WrappedRow.get_by_id(row_id).entry_id
    return tx.reverse(entry_id, reason=reason) if entry_id else None
