"""The month close at the screen (每月1号): the months with what became of them, the figures of one, and two parties' word.

Whoever is signed in is one party, the other signs in inside the question, or answers later at any position. What stands in the
way is said with what to do about it; nothing that is closed is opened again.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from kiosk.core import months, reports_made
from kiosk.core.forms.people import number
from kiosk.core.months import DESK, FINANCE, Standing, month_said
from kiosk.core.records import Approved
from kiosk.core.service import Availability
from kiosk.core.session import month_screens as screens
from kiosk.core.session import reports_page
from kiosk.core.session.report_slip import report_slip
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

log = logging.getLogger(__name__)

MOST_MONTHS = 13
"""In the list: a year, and the month that runs."""


async def month_page(visit: Visit) -> None:
    """The months, then one at a time."""
    while True:
        found = await visit.read(_months)
        outcome = await visit.ask(screens.table(found, visit.zone))
        if not isinstance(outcome, Chosen) or not outcome.key.isdecimal():
            return
        await _month(visit, int(outcome.key))


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """Which month is to be closed; no line while there is nothing in the books."""
    if not tx.first_entered_day():
        return Availability(offered=False)
    month = months.to_close(tx)
    if not month:
        return Availability(_("All months are closed"))
    return Availability(_("{month} is to be closed", month=month_said(month)))


def _months(tx: Transaction) -> list[screens.Listed]:
    due, this = months.to_close(tx), tx.business_day // 100
    found = []
    for month in months.months(tx, MOST_MONTHS):
        closed = tx.closed_month(month)
        both = (number(tx, closed.closed_by), number(tx, closed.second_by)) if closed is not None else None
        found.append(screens.Listed(month, closed, both, due=0 < due <= month < this and closed is None))
    return found


async def _month(visit: Visit, month: int) -> None:
    while True:
        seen = await visit.read(months.standing, month)
        may = visit.may(DESK) or visit.may(FINANCE)
        outcome = await visit.ask(screens.standing(seen, await visit.read(_who, seen), visit.zone, may=may))
        if outcome == Chosen("figures"):
            await _figures(visit, month)
        elif outcome == Chosen("close") and may:
            await _close(visit, seen)
            return
        else:
            return


def _who(tx: Transaction, seen: Standing) -> str:
    """Whose shift is still open, or which two have closed it."""
    if seen.shift is not None:
        return number(tx, seen.shift.opened_by)
    if seen.closed is not None:
        return f"{number(tx, seen.closed.closed_by)}, {number(tx, seen.closed.second_by)}"
    return ""


async def _figures(visit: Visit, month: int) -> None:
    desk = cast("LiveVisit", visit).desk
    day = date(month // 100, month % 100, 1)
    await reports_page.show(visit, reports_made.offered(desk.host)["f10"], day)


async def _close(visit: Visit, seen: Standing) -> None:
    staff = visit.staff
    if staff is None:
        return
    other = FINANCE if visit.may(DESK) else DESK
    answer = await visit.approval(
        other,
        _("Close the month {month}", month=month_said(seen.month)),
        months.facts(seen),
        reason="month_close",
        subtitle=_("It is for good: afterwards only the open month is entered into."),
        later=True,
    )
    if answer is None:
        return
    if answer == "later":
        asked = await visit.write(months.ask, seen, other)
        await visit.ask(screens.waits() if asked else screens.waits_already())
        return
    try:
        done = await visit.write(_do, seen, staff.id, answer)
    except errors.ShiftOpen:
        done = False
    if not done:
        await visit.ask(screens.has_changed())
        return
    printed = visit.ready("printer") and await _print(visit, seen.month)
    await visit.ask(screens.closed(seen.month, printed=printed))


def _do(tx: Transaction, seen: Standing, staff_id: str, approved: Approved) -> bool:
    tx.use_approval(approved)
    return months.close(tx, seen, staff_id, approved.by.id)


async def _print(visit: Visit, month: int) -> bool:
    """F10, to be signed by both; made anew, for it now says that the month is closed. Whether it is on its way: the month is
    closed in any case, and says so."""
    one = reports_made.offered(cast("LiveVisit", visit).desk.host)["f10"]
    first = date(month // 100, month % 100, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    span = reports_page.span_of(visit, one, last)
    made = await reports_page.made(visit, one, span)
    title = one.report.title

    def paper(tx: Transaction) -> None:
        tx.intend_print(report_slip(visit, "f10", title, made, span), purpose="core.month")

    try:
        await visit.write(paper)
    except errors.IN_TROUBLE:
        log.exception("F10 of the month %s could not be printed", month)
        return False
    return True
