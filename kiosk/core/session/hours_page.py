"""The hours of today, for staff: open early, stay open, close for a while, and back to the usual hours.

A change ends by itself; who made it is in the journal. While the box does not know the time, this page says so, for then
the desk counts as open whatever the hours are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.calendar import MINUTE_MS, Calendar
from kiosk.core.moments import moment
from kiosk.core.outcomes import BACK
from kiosk.core.service import Availability
from kiosk.core.session.attendance import opens_again
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, Confirm, Fact
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

CLOSED_AT_MOST_MS = 24 * 60 * MINUTE_MS
"""How long a desk that has no opening ahead stays closed by one touch."""


async def hours_page(visit: Visit) -> None:
    """What holds now, and what can be changed of it."""
    desk = cast("LiveVisit", visit).desk
    while True:
        calendar = visit.calendar
        outcome = await visit.ask(_page(desk, calendar, visit.now_ms, may=visit.may("desk.serve")))
        if outcome == BACK or not isinstance(outcome, Chosen) or desk.staff is None:
            return
        attendance, closing, now_ms = desk.reception.attendance, desk.reception.closing, visit.now_ms
        match outcome.key:
            case "open":
                until_ms = now_ms + closing.stay_open_minutes * MINUTE_MS
                early_ms = closing.open_early_minutes * MINUTE_MS
                if calendar.opens_next_ms is not None and calendar.opens_next_ms - now_ms <= early_ms:
                    until_ms = calendar.opens_next_ms
                await attendance.change_hours(
                    is_open=True, until_ms=until_ms, staff=desk.staff, context=desk.as_staff()
                )
            case "close":
                until_ms = calendar.opens_next_ms or now_ms + CLOSED_AT_MOST_MS
                await attendance.change_hours(
                    is_open=False, until_ms=until_ms, staff=desk.staff, context=desk.as_staff()
                )
            case "usual":
                await attendance.usual_hours(desk.staff, desk.as_staff())


def note(tx: Transaction, position: PositionDesk) -> Availability:
    """Open until when, or closed until when."""
    calendar = tx.calendar
    if not calendar.known:
        return Availability(_("The time is not known"))
    return Availability(_state(calendar, position, tx.now_ms))


def _state(calendar: Calendar, position: PositionDesk, now_ms: int) -> Text:
    if calendar.open_now:
        if calendar.closes_ms is None:
            return _("Always open")
        return _("Open until {moment}", moment=moment(calendar.closes_ms, position.zone))
    if calendar.opens_next_ms is None:
        return _("Closed for now")
    return opens_again(calendar.opens_next_ms, now_ms, position.zone)


def _page(desk: PositionDesk, calendar: Calendar, now_ms: int, *, may: bool) -> Confirm:
    change = desk.store.hours.change
    changed = change is not None and change.from_ms <= now_ms < change.until_ms
    actions: list[Action] = []
    if may and calendar.known:
        if changed:
            actions.append(Action("usual", _("Usual hours again"), icon="undo"))
        actions.append(
            Action("close", _("Close now"), icon="lock")
            if calendar.open_now
            else Action("open", _("Open now"), icon="storefront", primary=True)
        )
    facts = [Fact(_("Now"), _state(calendar, desk, now_ms))] if calendar.known else []
    if calendar.name:
        facts.append(Fact(_("Today"), calendar.name))
    if changed:
        facts.append(Fact(_("Changed by staff"), _("Yes, until the next usual time"), alert=True))
    return Confirm(
        _("Hours of today"),
        ""
        if calendar.known
        else _(
            "The clock has not been set since the start, so the desk counts as open. Connect the network."
        ),
        facts=tuple(facts),
        actions=tuple(actions),
        icon="schedule",
    )
