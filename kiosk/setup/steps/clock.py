"""The time of day, set by touch where nobody else has set it: a Pi 4 without a network begins where it was switched off.

Setting it takes a right (CAP_SYS_TIME) that a box gives to this process alone; where it is missing that is said, and the kiosk
goes on with a clock that it knows not to trust.
"""

from __future__ import annotations

import ctypes
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Keypad, Notice
from kiosk.link.texts import Text
from kiosk.setup.box import Box

_ = Texts("setup")

ZONE = "Asia/Shanghai"
EARLIEST_YEAR = 2026
"""This program did not exist before."""

_ADJ_STATUS, _ADJ_MAXERROR, _STA_UNSYNC = 0x10, 0x04, 0x40


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2), as far as it is used; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


def zone_of(box: Box) -> ZoneInfo:
    """The site's zone, as far as it is known."""
    site = box.draft.pack.get("site", {})
    return ZoneInfo(str(site.get("zone", ZONE)) if isinstance(site, dict) else ZONE)


def now(box: Box) -> datetime:
    """The time at the site."""
    return datetime.fromtimestamp(box.clock.now_ms() / 1000, zone_of(box))


async def set_clock(box: Box) -> None:
    """Day and time, typed."""
    error: Text = ""
    while True:
        day = await box.desk.digits(
            Keypad(
                _("Which day is it?"),
                _("Year, month, day: 20261129"),
                minimum=8,
                maximum=8,
                ends_itself=True,
                error=error,
            )
        )
        clock = await box.desk.digits(
            Keypad(
                _("What time is it?"), _("Hours and minutes: 0905"), minimum=4, maximum=4, ends_itself=True
            )
        )
        try:
            wanted = datetime.strptime(day + clock, "%Y%m%d%H%M").replace(tzinfo=zone_of(box))
        except ValueError:
            error = _("There is no such day or time.")
            continue
        if wanted.year < EARLIEST_YEAR:
            error = _("That day is long past.")
            continue
        break
    try:
        set_system_clock(wanted.timestamp())
    except PermissionError:
        await box.desk.ask(
            Notice(
                "refused",
                _("The time was not set"),
                _(
                    "This program may not set the clock here. Set it at the terminal; until then the kiosk counts as open."
                ),
                actions=(Action("on", _("Go on"), primary=True),),
                icon="schedule",
            )
        )


def set_system_clock(seconds: float) -> None:
    """Set the machine's clock, and tell the kernel that it has been set. Raises `PermissionError`."""
    time.clock_settime(time.CLOCK_REALTIME, seconds)
    timex = _Timex(modes=_ADJ_STATUS | _ADJ_MAXERROR, maxerror=0, status=0)
    ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
