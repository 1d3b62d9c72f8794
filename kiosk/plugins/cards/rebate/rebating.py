"""积分返利: what somebody's points would become, and the one transaction that makes it: points debited and bonus credited
together.

By the rule of today, which is asked again when it is written; the entry keeps its version. Whoever owes points redeems none
(domain.md 3.6, section 7 item 11). The bonus names no top-up: at a refund it lapses, and changes nothing of what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import (
    POINT,
    PREPAID,
    Account,
    Entry,
    LedgerLine,
    Lot,
    Member,
    Transaction,
    bonus,
    points,
    points_owed,
    principal,
)
from kiosk.plugins.cards.rules.rebate import REBATE
from kiosk.plugins.cards.topup.topping_up import last_day_after

KIND = "cards.points_rebate"
REDEEMED = Account("redeemed", unit=POINT)


class OfferChanged(Exception):
    """The points, the card or the rules are not what they were when it was offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is possible: `most` steps of `step` points for `fen` each, that end with the business day `ends`. `version` is ""
    while no rule is approved; nothing is possible while points are `owed`."""

    member: Member
    points: int
    bonus: int
    owed: int
    step: int
    fen: int
    most: int
    ends: int
    version: str


def offer(tx: Transaction, member_id: str) -> Offer | None:
    """For a member as they are now; None for nobody."""
    member, rule, limits = tx.member(member_id), tx.rule(REBATE), tx.rule(PREPAID)
    if member is None:
        return None
    held, given = tx.spendable(points(member_id)), tx.balance(bonus(member_id))
    owed = tx.balance(points_owed(member_id))
    if rule is None or limits is None:
        return Offer(member, held, given, owed, 0, 0, 0, 0, "")
    body, version = rule
    room = limits[0].named_most - tx.balance(principal(member_id)) - given
    most = max(min(held // body.points, room // body.fen), 0) if not owed else 0
    ends = last_day_after(tx.business_day, body.valid_days)
    return Offer(member, held, given, owed, body.points, body.fen, most, ends, version)


def can_redeem(tx: Transaction, member_id: str) -> bool:
    """Whether there is one step at least, for a card that serves."""
    one = offer(tx, member_id)
    return one is not None and one.most > 0 and one.member.status == "active"


def rebate(tx: Transaction, shown: Offer, times: int, by: str) -> Entry:
    """Turn so many steps of points into bonus. Raises OfferChanged when it is not what was shown, OwnAccount."""
    member_id = shown.member.id
    tx.serving(member_id)
    if offer(tx, member_id) != shown or not 1 <= times <= shown.most or shown.member.status != "active":
        raise OfferChanged
    return tx.enter(
        KIND,
        [
            LedgerLine(points(member_id), REDEEMED, times * shown.step),
            LedgerLine(Account("given"), bonus(member_id), times * shown.fen, Lot(shown.ends)),
        ],
        subject=member_id,
        version=shown.version,
        data={"by": by, "points": times * shown.step},
    )
