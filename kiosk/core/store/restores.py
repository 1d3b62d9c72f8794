"""That the store was restored from a backup, as rows of its own: what it cost, and that staff have seen to it.

What was under way at the backup's moment ends here as uncertain, so that whoever holds it (a loan, a slip, a card) puts it
before staff by the same rules as after a power cut.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.core.store import errors
from kiosk.core.store.sqlite_copy import CopyFacts
from kiosk.core.store.statements import one, run
from kiosk.core.store.transaction import Transaction

WHY = "restored from a backup"

_ADD = "INSERT INTO store_restores (id, kiosk, at_ms, backup_ms, seq, lost, uncertain) VALUES (?, ?, ?, ?, ?, ?, ?)"
_UNSEEN = (
    "SELECT id, at_ms, backup_ms, lost, uncertain FROM store_restores WHERE kiosk = (SELECT number FROM kiosk WHERE id = ?)"
    " AND seen_ms IS NULL ORDER BY at_ms LIMIT 1"
)
_SEEN = "UPDATE store_restores SET seen_ms = ?, seen_by = ? WHERE id = ? AND seen_ms IS NULL"


class Restore(msgspec.Struct, frozen=True):
    """One restore that nobody has seen to. `lost`: rows of the journal that the old store had beyond it; None: not known."""

    id: str
    at_ms: int
    backup_ms: int
    lost: int | None
    uncertain: int


def mark_restored(tx: Transaction, backup: CopyFacts, lost: int | None) -> int:
    """Say in the store that it was restored; returns how many matters were under way in it."""
    under_way = tx.open_operations()
    for operation in under_way:
        tx.end_operation(operation.id, "uncertain", WHY)
    restore = tx.new_id()
    tx.journal(
        "store.restored",
        restore=restore,
        backup_ms=backup.at_ms,
        seq=backup.seq,
        uncertain=len(under_way),
        **({"lost": lost} if lost is not None else {}),
    )
    number = one(tx, "SELECT number FROM kiosk WHERE id = ?", (backup.kiosk_id,))
    if number is None:
        raise errors.Unknown(f"the backup has no kiosk {backup.kiosk_id}")
    run(tx, _ADD, (restore, number[0], tx.now_ms, backup.at_ms, backup.seq, lost, len(under_way)))
    return len(under_way)


def unseen_restore(tx: Transaction, kiosk_id: str) -> Restore | None:
    """The oldest restore that nobody has seen to."""
    row: Any = one(tx, _UNSEEN, (kiosk_id,))
    return None if row is None else Restore(*row)


def restore_seen(tx: Transaction, restore_id: str) -> bool:
    """Somebody has looked at what is uncertain and counted what may differ; False when somebody else has."""
    if run(tx, _SEEN, (tx.now_ms, tx.context.actor, restore_id)).rowcount != 1:
        return False
    tx.journal("store.restore_seen", restore=restore_id)
    return True
