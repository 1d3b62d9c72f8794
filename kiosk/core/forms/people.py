"""Who stands on a form: by staff number, which is no secret, and never by name."""

from __future__ import annotations

from kiosk.core.forms import words
from kiosk.core.reports import Field
from kiosk.core.shifts import Shift
from kiosk.core.store.transaction import Transaction


def number(tx: Transaction, staff_id: str) -> str:
    """The number of an account; a dash where nobody is."""
    record = tx.staff(staff_id) if staff_id else None
    return record.number if record is not None else "–"


def of_actor(tx: Transaction, actor: str) -> str:
    """The number of whoever did something; a dash for a customer and for the box itself."""
    return number(tx, actor.removeprefix("staff:")) if actor.startswith("staff:") else "–"


def made_by(tx: Transaction, shift: Shift) -> Field:
    """做账人: whoever left the shift, or holds it."""
    return Field(words.MADE_BY, number(tx, shift.left_by or shift.opened_by))
