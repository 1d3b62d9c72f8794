"""Points in time as people read them, on the site's clock. Every service says them alike.

A moment is a message of messages, so that a person who presses "English" sees the weekday change too.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.core.texts import Texts
from kiosk.link.texts import Message

_ = Texts("core")

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
MONTHS = (
    _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
    _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
)  # fmt: skip


def local(at_ms: int, zone: ZoneInfo) -> datetime:
    """The site's clock at a moment (UTC milliseconds)."""
    return datetime.fromtimestamp(at_ms / 1000, zone)


def clock(at_ms: int, zone: ZoneInfo) -> str:
    """The time of day, the same in every language: 22:00."""
    return local(at_ms, zone).strftime("%H:%M")


def stamp(at_ms: int, zone: ZoneInfo) -> str:
    """Date and time as on a slip: 2026-11-22 14:08."""
    return local(at_ms, zone).strftime("%Y-%m-%d %H:%M")


def when(at_ms: int, now_ms: int, zone: ZoneInfo) -> str:
    """Short, for tables: the time of a thing of today, else the day too: 11-24 22:34."""
    at = local(at_ms, zone)
    return at.strftime("%H:%M" if at.date() == local(now_ms, zone).date() else "%m-%d %H:%M")


def date_of(business_day: int) -> str:
    """A business day (yyyymmdd), the same in every language: 2026-11-22."""
    text = str(business_day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def moment(at_ms: int, zone: ZoneInfo) -> Message:
    """Wed, 25 Nov, 22:00 · 11月25日（周三）22:00."""
    at = local(at_ms, zone)
    return _(
        "{weekday}, {day} {month}, {time}",
        weekday=WEEKDAYS[at.weekday()],
        day=at.day,
        month=MONTHS[at.month - 1],
        time=at.strftime("%H:%M"),
    )


def day(at_ms: int, zone: ZoneInfo) -> Message:
    """21 Nov · 11月21日."""
    at = local(at_ms, zone)
    return _("{day} {month}", day=at.day, month=MONTHS[at.month - 1])
