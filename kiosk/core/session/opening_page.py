"""Opening balances, at the screen: the draft of each import beside the paper books, and a second person's yes or no.

There only while something waits or is being entered. Answering is the list of approvals' own (`waiting.py`): the request is in
the name of whoever brought the file, and that person only looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.members import opening
from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes
from kiosk.core.service import Availability
from kiosk.core.session import waiting
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Chosen, Row, Table

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")


async def opening_page(visit: LiveVisit) -> None:
    """The drafts, then one at a time."""
    update = False
    while True:
        found = await visit.read(opening.drafts)
        left = await visit.read(opening.still_to_enter)
        outcome = await visit.ask(
            _table(visit, found, left), accepts=(Changes("members"), Changes("ledger")), update=update
        )
        update = isinstance(outcome, Changed)
        if update:
            continue
        chosen = next((one for one in found if outcome == Chosen(one.import_id)), None)
        if chosen is None:
            return
        request_id = await visit.write(opening.ask, chosen.import_id)
        if request_id:
            await waiting.answer_one(visit, request_id)


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """Whether there is something to compare; no line at all where there is nothing."""
    if opening.anything_waits(tx):
        return Availability(_("To be compared with the books"))
    left = opening.still_to_enter(tx)
    if not left:
        return Availability(offered=False)
    return Availability(_.plural("{count} member to enter", "{count} members to enter", left))


def _table(visit: LiveVisit, found: list[opening.Draft], left: int) -> Table:
    return Table(
        _("Opening balances"),
        (_("Import"), _("Members"), _("Since")),
        tuple(
            Row(
                one.import_id,
                (
                    one.name or one.import_id[:8],
                    f"{one.members:,}",
                    when(one.made_ms, visit.now_ms, visit.zone),
                ),
            )
            for one in found
        ),
        subtitle=_.plural("{count} member is being entered", "{count} members are being entered", left)
        if left
        else _("Compare each with the paper books"),
        widths=(5, 2, 3),
        empty=_("No balances wait."),
    )
