"""Entering one line, whatever register it is of: in the ledger once, and never in a month that was closed meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.api import Transaction, Visit
from kiosk.plugins.cards.entering import entered
from kiosk.plugins.cards.topup.topping_up import QuoteChanged

from .line import Paper, why_not


async def written(visit: Visit, line: Paper, make: Callable[[Transaction], object]) -> str:
    """Why it was not entered, as the screens know it; "" when it was."""

    def enter(tx: Transaction) -> object:
        if why_not(tx, line):
            raise QuoteChanged
        return make(tx)

    made = await entered(visit, enter)
    if made == "changed":
        return str(await visit.read(why_not, line)) or "changed"
    return made if isinstance(made, str) else ""
