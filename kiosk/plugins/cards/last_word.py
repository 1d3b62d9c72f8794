"""The last screen of what ends with a slip. It follows the printer while it stands there: nobody is told to hand over a paper
that is not there. The slip itself is kept, and waits for staff ("Slips not printed")."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.core.api import Fact, Notice, Operation, OperationFinished, Operations, Visit
from kiosk.plugins.cards.words import _

MISSING = {
    "failed": _("Not printed. Staff menu: Slips not printed"),
    "uncertain": _("Not known. Look at the printer first"),
}


async def last_word(visit: Visit, notice: Notice, printing: Operation) -> None:
    """Say how it ended, until it is taken away; a slip that is not printed stands beside it."""
    outcome = await visit.ask(notice, accepts=(Operations(printing.id),), back=False)
    while isinstance(outcome, OperationFinished):
        if outcome.outcome != "done":
            notice = replace(
                notice, facts=(*notice.facts, Fact(_("Slip"), MISSING[outcome.outcome], alert=True))
            )
        outcome = await visit.ask(notice, update=True, back=False)
