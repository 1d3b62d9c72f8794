"""A card that was paid with at a till: what it spent leaves principal and bonus by the rule, and comes back when the goods
do.

The till has sold already; what the card has not any more is not booked and never made good from elsewhere: staff find it
among what did not match. A part that is refunded is booked as the whole spending reversed and the rest spent anew, so that
everything comes back into the very lots that it left.
"""

from __future__ import annotations

from kiosk.core.api import Account, LedgerLine, Overdrawn, Reversed, Transaction, bonus, principal
from kiosk.plugins.cards.rules.till import SPENDING, Spending, days_after, split

from .models import ReceiptRow
from .points import serves

SPENT = "cards.spent"
SALES = Account("sales")


def pay(tx: Transaction, row: ReceiptRow, card: str) -> str:
    """Take from a card what was paid with it; returns why not, "" when it is done."""
    member = tx.member_by_card(card)
    owner = member.id if member is not None else card
    if member is None and not tx.balances(card):
        return "unknown_card"
    if member is not None and not serves(member.id, member.status, row.at_ms):
        return "blocked"
    rule = tx.rule(SPENDING, on_day=row.day)
    if rule is None:
        return "no_rule"
    row.owner = owner
    return _spend(tx, row, row.paid, *rule)


def give_back(tx: Transaction, sale: ReceiptRow, back: int, at_ms: int) -> str:
    """Put money back onto the card that was paid with; returns why not, "" when it is done."""
    if not sale.spent:
        return "not_booked"
    member = tx.member(sale.owner)
    if member is not None and member.status == "closed":
        return "closed"
    rule = tx.rule(SPENDING, on_day=sale.day)
    if rule is None:
        return "no_rule"
    spending, version = rule
    until = days_after(tx.business_day, spending.grace_days)
    try:
        tx.reverse(sale.spent, reason="refunded", again_until=until)
    except Reversed:
        return "differs"
    sale.paid_back += back
    rest = sale.paid - sale.paid_back
    if not rest:
        return ""
    if _spend(tx, sale, rest, spending, version, at_ms=at_ms):
        raise Overdrawn(f"{rest} of what came back are not there again")  # nothing of it is kept
    return ""


def _spend(tx: Transaction, row: ReceiptRow, fen: int, rule: Spending, version: str, at_ms: int = 0) -> str:
    mine, given = principal(row.owner), bonus(row.owner)
    there, on_top = tx.spendable(mine), tx.spendable(given)
    if there + on_top < fen:
        return "overdrawn"
    parts = zip((mine, given), split(rule, fen, there, on_top), strict=True)
    data: dict[str, str | int] = {"receipt": row.key}
    if row.undiscounted:
        data["undiscounted"] = row.undiscounted * fen // row.amount
    entry = tx.enter(
        SPENT,
        [LedgerLine(account, SALES, amount) for account, amount in parts if amount],
        subject=row.owner,
        version=version,
        data=data,
        once=f"spent:{row.key}:{fen}",
        happened_ms=at_ms or row.at_ms,
    )
    row.spent = entry.id
    return ""
