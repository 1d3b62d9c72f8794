"""What stands under the tiles. Doors are not looked at here: a bank that is away greys the tile by itself."""

from __future__ import annotations

from kiosk.core.api import Availability, Transaction

from .reading import bag_places, stored_here
from .rules import count_free
from .words import _


def note(tx: Transaction, service_id: str) -> Availability | None:
    """The words under a tile; one without free compartments still hands bags out."""
    if service_id == "bags.bag":
        places = bag_places(tx)
        free = count_free(places)
        if free:
            return Availability(_.plural("{count} compartment free", "{count} compartments free", free))
        if places:
            return Availability(_("All taken · collecting open"))
        return Availability(_("No compartments here"), enabled=False)
    stored = stored_here(tx)
    if service_id == "bags.doors":
        asked = sum(bool(one.question) for one in stored)
        if asked:
            return Availability(_("{stored} stored · {asked} to look at", stored=len(stored), asked=asked))
        return Availability(_("{stored} stored", stored=len(stored)))
    if service_id == "bags.sweep":
        late = sum(one.until_ms <= tx.now_ms for one in stored)
        return Availability(_("{number} not collected", number=late) if late else _("Nothing is overdue"))
    return None
