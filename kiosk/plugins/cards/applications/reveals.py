"""A phone number is shown in full to staff who ask for it, on record and counted, before it is (domain.md A10)."""

from __future__ import annotations

from kiosk.core.api import Transaction
from kiosk.plugins.cards.apply.models import RevealRow


def reveal(tx: Transaction, subject_id: str, staff_id: str, why: str) -> None:
    """`subject_id` is an application or a member; `why` a plain key for the list that auditors read."""
    RevealRow.create(
        id=tx.new_id(),
        subject_id=subject_id,
        staff_id=staff_id,
        position=tx.context.position,
        at_ms=tx.now_ms,
    )
    tx.journal_act("cards.revealed", why, subject=subject_id, staff=staff_id)


def times_shown(subject_id: str) -> int:
    """How often a number was shown in full."""
    return int(RevealRow.select().where(RevealRow.subject_id == subject_id).count())
