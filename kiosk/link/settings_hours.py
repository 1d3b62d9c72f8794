"""When the site is open, and how it closes: the part of `kiosk.toml` that the desk's calendar is made of.

Left out: what each service does at closing (its own settings), and hours that staff change for a day at the screen
(the store).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
EndOfDay = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z")]
"""A closing time; "24:00" is the midnight that ends the day, and with "00:00" makes a day without closing."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WeekdayHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other hours on some days of the week; the last section that names a day holds for it."""

    days: tuple[Weekday, ...]
    opens: TimeOfDay = "10:00"
    closes: EndOfDay = "22:00"
    closed: bool = False


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A holiday, or a day (or days in a row) with hours of its own, before any weekday's."""

    date: dt.date
    days: Annotated[int, Meta(ge=1, le=60)] = 1
    opens: TimeOfDay = "10:00"
    closes: EndOfDay = "22:00"
    closed: bool = False
    name: Annotated[str, Meta(max_length=12, pattern=r"^[^\x00-\x1f\x7f]*\Z")] = ""
    name_en: Annotated[str, Meta(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*\Z")] = ""


class Closing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the desk still does around closing time; whoever is being served is always finished (manual 000 §20)."""

    last_loans_minutes: Annotated[int, Meta(ge=0, le=240)] = 60
    grace_minutes: Annotated[int, Meta(ge=0, le=240)] = 30
    after: Literal["returns", "nothing"] = "returns"
    stay_open_minutes: Annotated[int, Meta(ge=5, le=240)] = 30
    open_early_minutes: Annotated[int, Meta(ge=0, le=720)] = 240
