"""补卡 and 换卡 asked for at the kiosk: whose card is lost or damaged, until staff have made a new one.

Asking costs nothing and moves nothing; what a new card costs is told before. One is open for a member at a time, whichever
kiosk it was asked at. A stripe to be written anew is another list, the desk's own (`tx.request_reencode`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Member, Transaction
from kiosk.plugins.cards.rules.tiers import TIERS

from .models import RequestRow

Why = Literal["lost", "damaged"]
Ended = Literal["made", "not_needed", "thawed", "closed"]


@dataclass(frozen=True, slots=True)
class Request:
    """One that is open."""

    id: str
    member: Member
    why: str
    at_ms: int


def ask_for_new(tx: Transaction, member_id: str, why: Why) -> bool:
    """Put it on the list of staff; False when it is on it already."""
    if open_request(member_id) is not None:
        return False
    RequestRow.create(id=tx.new_id(), member_id=member_id, why=why, at_ms=tx.now_ms)
    tx.journal("cards.new_card_asked", member=member_id, why=why)
    return True


def fee_for_new(tx: Transaction, member_id: str) -> int | None:
    """What a new card costs for a lost or damaged one, in fen; None where the rules of today do not know the member's tier."""
    member, rule = tx.member(member_id), tx.rule(TIERS)
    tier = rule[0].of(member.tier) if member is not None and rule is not None else None
    return tier.replaced_fee if tier is not None else None


def open_request(member_id: str) -> RequestRow | None:
    """What a member waits for."""
    row: RequestRow | None = RequestRow.get_or_none(
        RequestRow.member_id == member_id, RequestRow.ended_ms.is_null()
    )
    return row


def requests(tx: Transaction) -> list[Request]:
    """All that wait, the oldest first."""
    rows = RequestRow.select().where(RequestRow.ended_ms.is_null()).order_by(RequestRow.at_ms, RequestRow.id)
    found = ((row, tx.member(row.member_id)) for row in rows)
    return [Request(row.id, member, row.why, row.at_ms) for row, member in found if member is not None]


def end_request(tx: Transaction, member_id: str, how: Ended) -> bool:
    """A new card was made, nobody wants it any more, or the old one is good again. False when none was open."""
    changed = (
        RequestRow.update(ended_ms=tx.now_ms, how=how, ended_by=tx.context.actor)
        .where((RequestRow.member_id == member_id) & RequestRow.ended_ms.is_null())
        .execute()
    )
    if changed:
        tx.journal("cards.new_card_ended", member=member_id, how=how)
    return bool(changed)
