"""What the store gives to a support archive: whom to take out, and the journal's newest rows."""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.store.personal_words import personal_words
from kiosk.core.store.transaction import Transaction
from kiosk.doctor.bundle import iso

ROWS = 2000


def for_archive(tx: Transaction) -> tuple[set[str], list[dict[str, Any]]]:
    """Everybody's words, and the rows: ids, keys and times."""
    newest, _hash = tx.journal_head()
    rows = [
        {
            "seq": entry.seq,
            "at": iso(entry.at_ms),
            "clock_trusted": entry.clock_trusted,
            "event": entry.event,
            "actor": entry.actor,
            "position": entry.position,
            "session": entry.session_id,
            "data": msgspec.json.decode(entry.data),
        }
        for entry in tx.journal_entries(after=max(0, newest - ROWS), limit=ROWS)
    ]
    return personal_words(tx), rows
