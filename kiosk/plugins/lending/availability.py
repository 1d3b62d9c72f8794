"""What stands under the tiles. Doors are not looked at here: a bank that is away greys the tile by itself."""

from __future__ import annotations

from kiosk.core.api import Availability, Transaction

from .cleaning_writes import to_clean
from .kinds import KINDS
from .overdue import how_many_due
from .reading import open_cases, spots
from .rules import can_return, count_lendable
from .words import _


def note(tx: Transaction, service_id: str) -> Availability | None:
    """The words under a tile; a tile with nothing to lend still takes back."""
    kind = next((kind for kind in KINDS if kind.service == service_id), None)
    if kind is not None:
        if not tx.places(holds=kind.id):
            return Availability(offered=False)  # this kiosk has no place for them
        now = spots(tx, {}, kind.id)
        number = count_lendable(now, tx.now_ms)
        if number:
            return Availability(kind.words.to_lend(number))
        if can_return(now):
            return Availability(_("None left · returns open"))
        return Availability(_("None left just now"))
    if service_id == "lending.clean":
        number = len(to_clean())
        if not number and not any(tx.places(holds=kind.id) for kind in KINDS if kind.checked):
            return Availability(offered=False)
        return Availability(_("{number} to clean", number=number) if number else _("All clean"))
    if service_id == "lending.waiting":
        number = len(open_cases())
        return Availability(_("{number} waiting", number=number) if number else _("Nothing is waiting"))
    if service_id == "lending.overdue":
        late, due = how_many_due(tx)
        if not late:
            return Availability(_("Nothing is overdue"))
        return Availability(_("{late} overdue, {due} to remind now", late=late, due=due))
    return None
