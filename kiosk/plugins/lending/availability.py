"""What stands under the tiles. Doors are not looked at here: a bank that is away greys the tile by itself."""

from __future__ import annotations

from kiosk.core.api import Availability, Transaction

from .reading import open_cases, spots
from .rules import can_return, count_lendable
from .words import _


def note(tx: Transaction, service_id: str) -> Availability | None:
    """The words under a tile; a tile without umbrellas still takes them back."""
    if service_id == "lending.umbrella":
        now = spots(tx, {})
        number = count_lendable(now, tx.now_ms)
        if number:
            return Availability(_.plural("{count} to lend", "{count} to lend", number))
        if can_return(now):
            return Availability(_("None left · returns open"))
        return Availability(_("None left just now"))
    if service_id == "lending.waiting":
        number = len(open_cases())
        return Availability(_("{number} waiting", number=number) if number else _("Nothing is waiting"))
    return None
