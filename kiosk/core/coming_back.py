"""What a desk that starts finds in its store: visits that were cut off, and whether the clock was right before."""

from __future__ import annotations

from kiosk.core.records import Session
from kiosk.core.store.transaction import Transaction

LOOK_BACK = 2000
"""How many journal rows a desk that starts looks through for a sign that the clock has been set."""


def begin(tx: Transaction) -> list[Session]:
    """Visits that a crash cut off are over; what they hold is settled apart, when its outcome is known. Returns them."""
    cut_off = tx.open_sessions()
    for session in cut_off:
        tx.end_session(session.id, "cut off")
    tx.journal("desk.started")
    return cut_off


def knew_the_time(tx: Transaction, boot_id: str) -> bool:
    """Whether the clock has been set since the machine started, as an earlier desk wrote down."""
    seq, _hash = tx.journal_head()
    newest = tx.journal_entries(after=max(0, seq - LOOK_BACK), limit=LOOK_BACK)
    return any(entry.boot_id == boot_id and entry.clock_trusted for entry in newest)
