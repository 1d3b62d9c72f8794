"""Slips that are not certainly on paper, for staff: which, what is known, a copy on request, or that nobody needs it.

There only while there is one. Nothing is printed from here but copies: whoever holds two papers sees which is the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes, OperationFinished, Operations
from kiosk.core.records import Operation
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice, Progress, Row, Table
from kiosk.link.slips import Line, Pair
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

SHOWN = 4
"""Lines of a slip that are enough to know it by."""

PRINTING_SECONDS = 90.0


async def slips_page(visit: Visit) -> None:
    """The list, then one slip at a time; back to the menu when the last has been seen to."""
    desk = cast("LiveVisit", visit).desk
    update = False
    while slips := await visit.read(lambda tx: tx.slips_to_see_to()):
        outcome = await visit.ask(table(slips, desk), accepts=(Changes("slip"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        one = next((each for each in slips if outcome == Chosen(each.id)), None)
        if one is None:
            return
        asked = about(one, desk, may=visit.may("desk.serve"), ready=visit.ready("printer"))
        match await visit.ask(asked):
            case Chosen("copy"):
                await _copy(visit, one)
            case Chosen("seen"):
                await visit.write(_seen_to, one.id)


def _seen_to(tx: Transaction, operation_id: str) -> None:
    tx.slip_seen_to(operation_id)


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """How many; no line at all while there is none."""
    number = tx.count_slips_to_see_to()
    if not number:
        return Availability(offered=False)
    return Availability(_.plural("{count} to look at", "{count} to look at", number))


async def _copy(visit: Visit, one: Operation) -> None:
    copy = await visit.write(lambda tx: tx.copy_slip(one.id))
    if copy is None:
        return  # somebody at another screen has seen to it
    printing = Progress(_("Printing the copy"))
    outcome = await visit.ask(printing, accepts=(Operations(copy.id),), within=PRINTING_SECONDS, back=False)
    if isinstance(outcome, OperationFinished) and outcome.outcome == "done":
        await visit.ask(Notice("done", _("The copy is printed"), _("It says COPY at its head.")))
    else:
        await visit.ask(
            Notice("refused", _("The copy was not printed"), _("It is on the list now. Look at the printer."))
        )


def table(slips: list[Operation], desk: PositionDesk) -> Table:
    """All of them, the oldest first; alert where it may be in the printer's mouth."""
    return Table(
        _("Slips not printed"),
        (_("When"), _("Slip"), _("Printed?")),
        tuple(
            Row(
                one.id,
                (when(one.intended_ms, desk.clock.now_ms(), desk.zone), title_of(one), _printed(one)),
                alert=one.state == "uncertain",
            )
            for one in slips
        ),
        subtitle=_("Nothing is printed again by itself."),
        widths=(3, 5, 3),
    )


def about(one: Operation, desk: PositionDesk, *, may: bool, ready: bool) -> Confirm:
    """One slip, and what can be done about it."""
    kept = one.slip is not None and bool(one.slip.blocks)
    if not kept:
        words = _("What stood on it was not kept, so there is no copy.")
    elif one.state == "uncertain":
        words = _("Look at the printer first: it may be there.")
    else:
        words = _("It was not printed, or only in part.")
    copy = Action("copy", _("Print a copy"), icon="print", primary=True)
    seen = Action("seen", _("Nobody needs it"), icon="check")
    facts = [Fact(_("When"), when(one.intended_ms, desk.clock.now_ms(), desk.zone))]
    if kept and not ready:
        facts.append(Fact(_("Printer"), _("Not ready"), alert=True))
    return Confirm(
        title_of(one),
        words,
        (*facts, *_lines(one)),
        (*((copy,) if kept and ready else ()), seen) if may else (),
        icon="receipt_long",
        tone="amber",
    )


def title_of(one: Operation) -> Text:
    """What it is, as it says of itself: the line below the site's name."""
    lines = [block for block in one.slip.blocks if isinstance(block, Line)] if one.slip is not None else []
    return next((line.text for line in lines if line.size == "normal"), _("Slip"))


def _printed(one: Operation) -> Text:
    return _("Not known") if one.state == "uncertain" else _("Not printed")


def _lines(one: Operation) -> tuple[Fact, ...]:
    blocks = one.slip.blocks if one.slip is not None else ()
    return tuple(Fact(block.label, block.value) for block in blocks if isinstance(block, Pair))[:SHOWN]
