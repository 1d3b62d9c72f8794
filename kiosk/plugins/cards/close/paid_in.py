"""What is on a card, top-up by top-up: what was paid and given once, and what is left of both.

The ledger's lots name the top-up that they came from (`source`), also after they were moved to another card; the top-up's size
is the plugin's own row. Money that no top-up of ours brought (an opening balance) stands for itself, lot by lot. Bonus whose
last day is over counts as left: it lapsed, and was not used.
"""

from __future__ import annotations

from kiosk.core.api import LotLeft, Transaction, bonus, principal
from kiosk.plugins.cards.models import PaidInRow

from .refund import TopUp


def top_ups_of(tx: Transaction, member_id: str) -> list[TopUp]:
    """Those of which something is left, the oldest first; what was brought forward before all."""
    paid, given = tx.lots(principal(member_id)), tx.lots(bonus(member_id))
    keys = dict.fromkeys(_key(lot) for lot in (*paid, *given))
    found = [
        _top_up(key, [lot for lot in paid if _key(lot) == key], [lot for lot in given if _key(lot) == key])
        for key in keys
    ]
    return sorted(found, key=lambda one: (one.day, one.source))


def _key(lot: LotLeft) -> str:
    return lot.source or f"lot:{lot.number}"


def _top_up(key: str, paid: list[LotLeft], given: list[LotLeft]) -> TopUp:
    left = sum(lot.left for lot in paid), sum(lot.left for lot in given)
    row = PaidInRow.get_or_none(PaidInRow.source == key)
    if row is not None:
        return TopUp(key, row.day, row.paid, row.given, *left)
    return TopUp(key, 0, sum(lot.amount for lot in paid), sum(lot.amount for lot in given), *left)
