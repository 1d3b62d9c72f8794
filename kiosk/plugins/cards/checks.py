"""What may not be in the plugin's table: a report that blocks nothing, a member that there is not.

Sums are the ledger's own to check.
"""

from __future__ import annotations

from kiosk.core.api import Finding, Transaction

from .models import LossRow


def check(tx: Transaction) -> list[Finding]:
    """Every report that is open has its blocked card, and every one that was ended says by whom."""
    found = []
    for row in LossRow.select().order_by(LossRow.id):
        member = tx.member(row.member_id)
        if member is None:
            found.append(
                Finding("cards.nobody", f"report {row.id} is about member {row.member_id}, and there is none")
            )
        elif row.ended_ms is None and member.status == "active":
            found.append(
                Finding(
                    "cards.not_blocked", f"report {row.id} is open, and card of member {member.id} serves"
                )
            )
        if row.ended_ms is not None and not row.ended_by:
            found.append(Finding("cards.thawed_by_nobody", f"report {row.id} was ended by nobody"))
    return found
