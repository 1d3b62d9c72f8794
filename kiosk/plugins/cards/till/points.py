"""Points for what was bought, and their way back when it is brought back.

Points that are owed (taken back after they had been spent) are paid off before anything is earned. What comes back is the
part of the receipt's points that belongs to the refunded part of its amount, so that a receipt that is wholly refunded has
earned nothing: out of the receipt's own lot first, then by the earliest last day, and what is not there any more is owed.
"""

from __future__ import annotations

from kiosk.core.api import (
    POINT,
    Account,
    LedgerLine,
    Lot,
    Share,
    TillLine,
    Transaction,
    points,
    points_owed,
)
from kiosk.plugins.cards.models import LossRow, now_of
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.plugins.cards.rules.till import EARNING, last_day, points_of

from .models import ReceiptRow

EARNED = "cards.earned"
TAKEN_BACK = "cards.clawed_back"
GIVEN = Account("given", unit=POINT)


def earn(tx: Transaction, row: ReceiptRow, card: str) -> str:
    """Give the points of a receipt; returns why not, "" when it is done."""
    member = tx.member_by_card(card)
    if member is None:
        return "unknown_card"
    if not serves(member.id, member.status, row.at_ms):
        return "blocked"
    rule = tx.rule(EARNING, on_day=row.day)
    if rule is None:
        return "no_rule"
    earning, version = rule
    row.points = _within_the_day(
        points_of(earning, _tier(tx, member.tier, row.day), row.amount), earning.daily_most, member.id, row
    )
    row.member_id = member.id
    if not row.points:
        return ""
    owed = min(tx.balance(points_owed(member.id)), row.points)
    lines = [LedgerLine(GIVEN, points_owed(member.id), owed)] if owed else []
    if row.points > owed:
        lot = Lot(last_day(earning, row.day), earned_day=row.day, source=row.key)
        lines.append(LedgerLine(GIVEN, points(member.id), row.points - owed, lot))
    entry = tx.enter(
        EARNED,
        lines,
        subject=member.id,
        version=version,
        data={"receipt": row.key},
        once=f"earned:{row.key}",
        happened_ms=row.at_ms,
    )
    row.earned = entry.id
    return ""


def claw_back(tx: Transaction, sale: ReceiptRow, back: int, line: TillLine) -> None:
    """Take back the points of the part of a sale that was refunded."""
    remaining = sale.amount - sale.refunded - back
    wanted = sale.points - sale.points_back - sale.points * remaining // sale.amount
    owner = now_of(sale.member_id)
    member = tx.member(owner)
    if not wanted or member is None or member.status == "closed":
        return  # of a card that was cancelled the points have lapsed
    sale.points_back += wanted
    account = points(owner)
    shares = _shares(tx, account, wanted, sale.key)
    there = sum(share.amount for share in shares)
    lines = [LedgerLine(account, GIVEN, there, take=tuple(shares))] if there else []
    if wanted > there:
        lines.append(LedgerLine(points_owed(owner), GIVEN, wanted - there))
    tx.enter(
        TAKEN_BACK,
        lines,
        subject=owner,
        data={"receipt": sale.key, "refund": line.key},
        once=f"clawed:{line.key}",
        happened_ms=line.at_ms,
    )


def _shares(tx: Transaction, account: Account, wanted: int, key: str) -> list[Share]:
    """Out of the receipt's own lot, though it may have ended; then of those that count, in the order of spending."""
    own = [lot for lot in tx.lots(account) if lot.source == key]
    others = [lot for lot in tx.lots(account, on_day=tx.business_day) if lot.source != key]
    shares = []
    for lot in (*own, *others):
        if taken := min(lot.left, wanted):
            shares.append(Share(lot.number, taken))
            wanted -= taken
    return shares


def _tier(tx: Transaction, name: str, day: int) -> set[str]:
    """Every name that a member's tier has, on the day of the sale."""
    rule = tx.rule(TIERS, on_day=day)
    tier = rule[0].of(name) if rule is not None else None
    return {name} if tier is None else {name, tier.key, tier.name, tier.name_en}


def _within_the_day(earned: int, most: int, member_id: str, row: ReceiptRow) -> int:
    if not most:
        return earned
    same_day = (ReceiptRow.member_id == member_id) & (ReceiptRow.day == row.day) & (ReceiptRow.key != row.key)
    so_far = sum(one.points for one in ReceiptRow.select(ReceiptRow.points).where(same_day))
    return min(earned, max(most - so_far, 0))


def serves(member_id: str, status: str, at_ms: int) -> bool:
    """Whether a card was good at a moment: what was bought before its loss was reported is the member's own."""
    if status == "active":
        return True
    if status != "blocked":
        return False
    report = LossRow.get_or_none((LossRow.member_id == member_id) & LossRow.ended_ms.is_null())
    return report is not None and at_ms < report.at_ms
