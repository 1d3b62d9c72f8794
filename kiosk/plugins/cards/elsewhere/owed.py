"""待退充值款, for staff: money that this counter took for a card and that the member system has refused, the oldest first.

It is in the drawer and in the books; whoever gives it back says so here. A refusal that comes when nobody stands there any more
ends here and nowhere else.
"""

from __future__ import annotations

from kiosk.core.api import Changed, Changes, Chosen, Visit

from . import screens
from .sending import owed_here
from .topup import return_money

SHOWN = 100  # allow constant: the oldest that wait; the next follow when these are done


async def owed(visit: Visit) -> None:
    """The list, one after the other, until nobody waits or staff go back."""
    update = False
    while True:
        rows = await visit.read(owed_here, SHOWN)
        outcome = await visit.ask(
            screens.owed(rows, visit.zone), accepts=(Changes("ledger"), Changes("order")), update=update
        )
        update = isinstance(outcome, Changed)
        if update:
            continue
        row = next((one for one in rows if outcome == Chosen(one.entry_id)), None)
        if row is None:
            return
        await return_money(visit, row.entry_id)
