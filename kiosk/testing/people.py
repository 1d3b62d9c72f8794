"""Made-up people for journeys. The kiosk itself has no such door: members come by import or at the desk."""

from __future__ import annotations

from kiosk.core.store.transaction import Transaction

_ADD = "INSERT INTO members (id, card, name, phone, tier, status, made_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"


def add_member(
    tx: Transaction, card: str, *, name: str = "张伟", phone: str = "13800000000", status: str = "active"
) -> str:
    """A member with a card; returns the member's id."""
    member_id = tx.new_id()
    tx._run(_ADD, (member_id, card, name, phone, "金卡", status, tx.now_ms))  # noqa: SLF001 - see above
    return member_id
