"""The return wave before closing: everybody brings back at once, and the places are full.

Nobody is sent away with somebody else's umbrella at closing time: it is leaned against the lockers, its tag is scanned, and
staff are rung once for all of it. Nobody has seen it yet, so the loan is in doubt and not overdue, until staff say that it is
there. Earlier in the day the places elsewhere come first (`return_screens.no_room`): what stands in the open for hours is gone.
"""

from __future__ import annotations

from kiosk.core.api import (
    Action,
    Calendar,
    Chosen,
    Fact,
    Item,
    Notice,
    PresentCard,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
)

from .cases import close_cases_of, ids, open_case
from .ending import End
from .kinds import kind_of
from .limits import MINUTE_MS, Limits
from .reading import item_by_id, loan_by_id
from .records import Loan
from .return_screens import being_checked
from .returns import STILL_OUT, put_right
from .scans import recognise
from .screens import HOME
from .words import _
from .writes import set_state


def is_on(calendar: Calendar, now_ms: int, minutes: int) -> bool:
    """Whether it is so close to closing time, or after it, that what does not fit in is taken here all the same."""
    if minutes == 0 or not calendar.known:
        return False
    if calendar.closes_ms is not None:
        return calendar.closes_ms - now_ms <= minutes * MINUTE_MS
    return not calendar.open_now


async def no_room(visit: Visit, item: Item, loan: Loan | None, limits: Limits) -> End | None:
    """Nothing fits in any more; None: look again whether something does."""
    visit.call_staff("returns_full", once="returns_full")
    outcome = await visit.ask(_full(item, limits))
    if outcome == Chosen("again"):
        return None
    if outcome != Chosen("here"):
        return "home"
    scanned = await _tag(visit, item)
    if scanned is None:
        return None
    await visit.write(hand_in, item.id, loan.id if loan else None, scanned=scanned)
    text = _("Please leave it there. Staff will put it away; nothing becomes overdue.")
    await visit.ask(being_checked(text), back=False)
    return "done"


def hand_in(tx: Transaction, item_id: str, loan_id: str | None, *, scanned: bool) -> None:
    """It was left beside the lockers, as the customer says: not overdue any more, and staff look whether it is there."""
    loan = loan_by_id(loan_id) if loan_id is not None else None
    if loan is not None and loan.state in STILL_OUT:
        if loan.item_id != item_id:
            put_right(tx, loan.id, item_id)
        elif item_by_id(tx, item_id).place_id is not None:
            tx.move(item_id, None, reason="it was out after all")
        set_state(loan.id, "returning_unverified")
        close_cases_of(tx, loan.id, "came_back", kinds=("not_taken", "uncertain", "lost"))
    tx.journal("lending.handed_in", **ids(loan=loan_id, item=item_id, scanned=int(scanned)))
    open_case(tx, "handed_in", "scanned" if scanned else "not_scanned", loan_id=loan_id, item_id=item_id)


async def _tag(visit: Visit, item: Item) -> bool | None:
    """Whether its own tag was scanned; False: it has none that can be read; None: they went back."""
    kind = kind_of(item.kind)
    said: Text = ""
    while True:
        outcome = await visit.ask(
            PresentCard(
                title=kind.words.scan_tag,
                subtitle=_("Leave it beside the lockers, then scan its tag"),
                subject="tag",
                actions=(Action("no_tag", _("It cannot be scanned")),),
                error=said,
            ),
            accepts=(Scans(),),
            update=bool(said),
        )
        if isinstance(outcome, Scan):
            seen = await visit.read(recognise, outcome.text) if not outcome.refused else None
            if seen is not None and seen.item is not None and seen.item.id == item.id:
                return True
            said = _("That is another code. Please scan the tag of this one")
            continue
        return False if outcome == Chosen("no_tag") else None


def _full(item: Item, limits: Limits) -> Notice:
    kind = kind_of(item.kind)
    elsewhere = (Fact(_("Also here"), limits.other_places),) if limits.other_places else ()
    return Notice(
        outcome="waiting",
        title=kind.words.full,
        subtitle=_("Leave it beside the lockers here. Staff have been rung and put it away."),
        facts=elsewhere,
        actions=(
            Action("here", _("I leave it here"), primary=True),
            Action("again", _("Try again")),
            HOME,
        ),
        icon=kind.icon,
    )
