"""合并: two cards of one person become one; what the merger would be, and the one transaction that makes it.

Principal, bonus and points move with their lots: last days stay, and a top-up keeps its name, so that a later refund still
knows what was paid for it. Points owed move too. The number that ends is void, its member is closed, and its history is read
with the other's. Nothing takes a merger back: whoever would undo it moves amounts by entries of their own, which everybody
sees.

Left out: which of the two is kept (the customer's choice), tier and PIN, which stay those of the card that is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kiosk.core.api import (
    PREPAID,
    Account,
    Approved,
    LedgerLine,
    Lot,
    LotLeft,
    Member,
    Share,
    Transaction,
    bonus,
    points,
    points_owed,
    principal,
)
from kiosk.plugins.cards.close.closing import let_go
from kiosk.plugins.cards.models import ClosingRow

KIND = "cards.merged"

MOST_LINES = 40  # allow constant: of one entry of the ledger


class MergerChanged(Exception):
    """What is on the two cards, or the law's limit, is not what it was when the merger was shown."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cards, and what is on it."""

    member: Member
    principal: int
    bonus: int
    points: int
    owed: int


@dataclass(frozen=True, slots=True)
class Merger:
    """Two cards as they are now. `most` is what the law lets one card hold; `version` "" while no limits are approved."""

    kept: Side
    gone: Side
    same_phone: bool
    same_name: bool
    most: int
    version: str

    @property
    def money(self) -> int:
        """What would be on the card that is kept."""
        return sum(side.principal + side.bonus for side in (self.kept, self.gone))

    @property
    def too_much(self) -> bool:
        """Whether one card may not hold it."""
        return self.money > self.most


def merger(tx: Transaction, kept_id: str, gone_id: str) -> Merger | None:
    """The two cards; None where one of them is nobody's."""
    kept, gone, limits = _side(tx, kept_id), _side(tx, gone_id), tx.rule(PREPAID)
    if kept is None or gone is None:
        return None
    phones = [tx.member_phone(side.member.id).reveal() for side in (kept, gone)]
    names = [side.member.name.reveal() for side in (kept, gone)]
    return Merger(
        kept,
        gone,
        same_phone=phones[0] == phones[1] != "",
        same_name=names[0] == names[1],
        most=limits[0].named_most if limits is not None else 0,
        version=limits[1] if limits is not None else "",
    )


def _side(tx: Transaction, member_id: str) -> Side | None:
    member = tx.member(member_id)
    if member is None:
        return None
    books = (principal, bonus, points, points_owed)
    return Side(member, *(tx.balance(book(member_id)) for book in books))


def merge(
    tx: Transaction, shown: Merger, approved: Approved, number_of: Callable[[Transaction, str], str]
) -> ClosingRow:
    """Move everything, and end the other card. Raises MergerChanged when it is not what was shown, OwnAccount."""
    kept, gone = shown.kept.member.id, shown.gone.member.id
    for member_id in sorted((kept, gone)):  # in one order, so that two desks do not wait for each other
        tx.serving(member_id)
    if merger(tx, kept, gone) != shown or shown.too_much or "closed" in _statuses(shown):
        raise MergerChanged
    tx.use_approval(approved)
    lines, entry_id = list(_lines(tx, kept, gone)), ""
    for begin in range(0, len(lines), MOST_LINES):
        entry = tx.enter(
            KIND,
            lines[begin : begin + MOST_LINES],
            subject=kept,
            version=shown.version,
            reason="one_person",
            data={"from": gone, "identity": "seen"},
            once=f"{KIND}:{gone}:{begin}",
        )
        entry_id = entry_id or entry.id
    let_go(tx, gone, "merged", approved.by.id)
    if not tx.close_member(gone, "merged"):
        raise MergerChanged
    row: ClosingRow = ClosingRow.create(
        id=tx.new_id(),
        member_id=gone,
        cause="merged",
        entry_id=entry_id,
        number=number_of(tx, kept),
        at_ms=tx.now_ms,
        tail=shown.gone.member.card_tail,
        kept_id=kept,
    )
    return row


def _statuses(shown: Merger) -> set[str]:
    return {shown.kept.member.status, shown.gone.member.status}


def _lines(tx: Transaction, kept: str, gone: str) -> Iterator[LedgerLine]:
    for book in (principal, bonus, points):
        yield from _moved(tx, book(gone), book(kept), by_source=book is not points)
    if owed := tx.balance(points_owed(gone)):
        yield LedgerLine(points_owed(kept), points_owed(gone), owed)


def _moved(tx: Transaction, come_from: Account, go_to: Account, *, by_source: bool) -> Iterator[LedgerLine]:
    """Lots with one last day (and, of money, of one top-up) move as one; of points the oldest day of earning stands for all."""

    def key(lot: LotLeft) -> tuple[int, int, str]:
        return (lot.last_day, lot.earned_day, lot.source) if by_source else (lot.last_day, 0, "")

    for (last_day, _earned, source), group in groupby(sorted(tx.lots(come_from), key=key), key):
        lots = list(group)
        yield LedgerLine(
            come_from,
            go_to,
            sum(lot.left for lot in lots),
            Lot(last_day, min(lot.earned_day for lot in lots), source),
            take=tuple(Share(lot.number, lot.left) for lot in lots),
        )
