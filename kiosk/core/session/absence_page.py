"""The notice of absence: for how long, why, and it stands on the customers' screens (000 §17, F41: leaving is signed for).

Whoever has set it and signs in again is back; anybody else ends it with one touch here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from kiosk.core.calendar import MINUTE_MS
from kiosk.core.moments import clock as time_of_day
from kiosk.core.moments import local
from kiosk.core.outcomes import BACK
from kiosk.core.reasons import reason_key, split_reason
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Choice, Chosen, Confirm, Entered, Fact, Keypad, Menu, Notice
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

OWN: dict[str, Text] = {
    "customer": _("Helping a customer elsewhere"),
    "errand": _("An errand"),
    "meal": _("A meal"),
    "break": _("A short break"),
}
"""The desk's own reasons, in both languages; a site has others besides, or instead (`[calls] away_reasons`)."""


async def absence_page(visit: Visit) -> None:
    """For how long, why, and then the notice stands."""
    desk = cast("LiveVisit", visit).desk
    if desk.reception.attendance.absence is not None:
        await _until_back(visit, desk)
        return
    until_ms = await _until_when(visit, desk)
    if until_ms is None:
        return
    asked = Menu(
        _("Why?"),
        tuple(Choice(key, text, icon="schedule") for key, text in reasons(desk).items()),
        subtitle=_("Customers see only until when."),
    )
    reason = await visit.ask(asked)
    if not isinstance(reason, Chosen) or reason == BACK or desk.staff is None:
        return
    await desk.reception.attendance.leave(desk.staff, reason.key, until_ms, desk.as_staff())
    await visit.ask(
        Notice(
            "done",
            _("Noted, see you soon"),
            _(
                "Customers read: staff are back at {time}. Calls ring on.",
                time=time_of_day(until_ms, visit.zone),
            ),
            actions=(Action("lock", _("Lock and go"), icon="lock", primary=True),),
            icon="schedule",
        ),
        within=10,
        back=False,
    )
    desk.leave("lock")


def reasons(desk: PositionDesk) -> dict[str, Text]:
    """What is offered, by the key that the journal keeps."""
    offered = desk.reception.texts.away_reasons
    return {reason_key(one): OWN.get(one) or split_reason(one)[1] for one in offered}


def note(_tx: Transaction, position: PositionDesk) -> Availability:
    """Until when somebody is away."""
    absence = position.reception.attendance.absence
    if absence is None:
        return Availability()
    return Availability(_("Away until {time}", time=time_of_day(absence.until_ms, position.zone)))


async def _until_back(visit: Visit, desk: PositionDesk) -> None:
    absence = desk.reception.attendance.absence
    if absence is None:
        return
    late = visit.now_ms >= absence.until_ms
    asked = Confirm(
        _("Somebody is away"),
        facts=(
            Fact(_("Since"), time_of_day(absence.from_ms, visit.zone)),
            Fact(_("Back at"), time_of_day(absence.until_ms, visit.zone), alert=late),
            Fact(_("Why"), {**OWN, **reasons(desk)}.get(absence.reason, absence.reason)),
        ),
        actions=(Action("is_back", _("Back at the desk"), icon="check", primary=True),),
        icon="schedule",
        tone="amber",
    )
    if await visit.ask(asked) == Chosen("is_back") and desk.staff is not None:
        await desk.reception.attendance.back(desk.staff, desk.as_staff())


async def _until_when(visit: Visit, desk: PositionDesk) -> int | None:
    presets, hours = desk.reception.texts.away_minutes, desk.reception.texts.away_longest_hours
    while True:
        outcome = await visit.ask(
            Menu(
                _("Back in how long?"),
                (
                    *(
                        Choice(
                            str(minutes),
                            _.plural("{count} minute", "{count} minutes", minutes),
                            note=_(
                                "Back at {time}",
                                time=time_of_day(visit.now_ms + minutes * MINUTE_MS, visit.zone),
                            ),
                            icon="timer",
                        )
                        for minutes in presets
                    ),
                    Choice("time", _("At a time"), icon="schedule"),
                ),
            )
        )
        if not isinstance(outcome, Chosen) or outcome == BACK:
            return None
        if outcome.key != "time":
            return visit.now_ms + int(outcome.key) * MINUTE_MS
        at_ms = await _typed_time(visit, hours)
        if at_ms is not None:
            return at_ms


async def _typed_time(visit: Visit, hours: int) -> int | None:
    error: Text = ""
    while True:
        typed = await visit.ask(
            Keypad(
                _("Back at what time?"), _("Four digits: 1410 is 14:10"), minimum=4, maximum=4, error=error
            )
        )
        if not isinstance(typed, Entered):
            return None
        at_ms = next_time(typed.text, visit.now_ms, visit.zone, timedelta(hours=hours))
        if at_ms is not None:
            return at_ms
        error = _.plural(
            "Please type a time within the next hour",
            "Please type a time within the next {count} hours",
            hours,
        )


def next_time(digits: str, now_ms: int, zone: ZoneInfo, longest: timedelta) -> int | None:
    """The next moment at which it is "HHMM" on the site's clock; None for no time of day, and beyond the longest absence
    (what is longer is a closing, and for that there are the hours of today)."""
    hour, minute = int(digits[:2]), int(digits[2:])
    if hour > 23 or minute > 59:
        return None
    now = local(now_ms, zone)
    at: datetime = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if at <= now:
        at += timedelta(days=1)
    at_ms = int(at.timestamp() * 1000)
    return at_ms if at_ms - now_ms <= longest / timedelta(milliseconds=1) else None
