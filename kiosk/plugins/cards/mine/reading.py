"""What a member's card is worth now, and what has moved on it: read from the ledger, and nothing of anybody else's.

An entry may move amounts of several people; only the lines of this member's own accounts are told. A card that was merged into
theirs is theirs too, so that the merger itself moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.api import (
    NO_END,
    Entry,
    Member,
    Transaction,
    Visit,
    bonus,
    points,
    points_owed,
    principal,
)
from kiosk.plugins.cards.models import with_predecessors


@dataclass(frozen=True, slots=True)
class Overview:
    """One member's card. Amounts are fen and points; `ending` points end with the business day `ends` (0: none do)."""

    member: Member
    principal: int
    bonus: int
    points: int
    owed: int = 0
    ending: int = 0
    ends: int = 0
    has_pin: bool = False
    elsewhere: bool = False
    """Whether a remote member system told it: then what can be done here is less."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of a member's history: what moved on their own accounts."""

    entry: Entry
    principal: int
    bonus: int
    points: int


def overview(tx: Transaction, member_id: str) -> Overview | None:
    """The member's card as it is now; None for no such member."""
    member = tx.member(member_id)
    if member is None:
        return None
    left = tx.left_by_day(points(member_id), on_day=tx.business_day)
    ends = next((day for day in left if day != NO_END), 0)
    held = tx.balances(member_id)
    return Overview(
        member=member,
        principal=held.get(principal(member_id), 0),
        bonus=held.get(bonus(member_id), 0),
        points=sum(left.values()),
        owed=held.get(points_owed(member_id), 0),
        ending=left.get(ends, 0),
        ends=ends,
        has_pin=tx.member_has_pin(member_id),
    )


async def now_of(visit: Visit, member_id: str) -> Overview | None:
    """The member's card as it is now, wherever that is kept; None for no such member. Raises MemberSystemAway."""
    if visit.member_system is None:
        return await visit.read(overview, member_id)
    held = await visit.balances(member_id)
    member, has_pin = await visit.read(lambda tx: (tx.member(member_id), tx.member_has_pin(member_id)))
    if member is None:
        return None
    return Overview(member, held.principal, held.bonus, held.points, has_pin=has_pin, elsewhere=True)


def history(tx: Transaction, member_id: str, before: int, limit: int) -> list[Moved]:
    """The newest entries about a member, before an entry's number (0: from the end); with those of cards that were merged into
    theirs."""
    mine = with_predecessors(member_id)
    found = [entry for one in mine for entry in tx.entries_of(one, before=before, limit=limit)]
    newest = sorted(found, key=lambda entry: -entry.number)[:limit]
    return [_moved(tx, mine, entry) for entry in newest]


def _moved(tx: Transaction, mine: Sequence[str], entry: Entry) -> Moved:
    books = [{book(one) for one in mine} for book in (principal, bonus, points)]
    sums = [0] * len(books)
    for transfer in tx.transfers_of(entry):
        for account, amount in ((transfer.credit, transfer.amount), (transfer.debit, -transfer.amount)):
            for number, accounts in enumerate(books):
                if account in accounts:
                    sums[number] += amount
    return Moved(entry, *sums)
