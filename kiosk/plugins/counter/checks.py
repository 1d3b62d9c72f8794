"""What may not be in the plugin's tables: money that the ledger does not have, or has otherwise.

Sums are the ledger's own to check.
"""

from __future__ import annotations

from kiosk.core.api import Finding, Transaction

from .models import WrappedRow


def check(tx: Transaction) -> list[Finding]:
    """Every wrapping that cost something has its entry, with that amount; what was undone here was undone there."""
    found = []
    for row in WrappedRow.select().where(WrappedRow.entry_id != "").order_by(WrappedRow.id):
        entry = tx.entry(row.entry_id)
        if entry is None:
            found.append(
                Finding(
                    "counter.no_entry", f"wrapping {row.id} names entry {row.entry_id}, and there is none"
                )
            )
            continue
        paid = sum(one.amount for one in tx.transfers_of(entry) if one.debit.book == "drawer")
        if paid != row.price * row.pieces:
            found.append(
                Finding(
                    "counter.amount",
                    f"wrapping {row.id} cost {row.price * row.pieces}, and {paid} was entered",
                )
            )
        if bool(entry.reversed_by) != (row.undone_ms is not None):
            found.append(
                Finding(
                    "counter.undone", f"wrapping {row.id} is undone in one of the books, and not in the other"
                )
            )
    return found
