"""The plugin's settings as one typed value for each kind, and the due time that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import Calendar

from .kind import Kind
from .kinds import UMBRELLA

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit that a rule asks for, as it is for one kind; values and sources are in `plugin.toml`."""

    limit: int = 2
    days: int = 3
    same_day: bool = False
    back_before_ms: int = 0
    least_ms: int = 0
    due_hour: str = "22:00"
    reminder_ms: int = 2 * HOUR_MS
    overdue_blocks: bool = True
    unverified_limit: int = 2
    rest_ms: int = 240 * MINUTE_MS
    door_attempts: int = 2
    close_within: int = 45
    reminded_within: int = 30
    lost_after_ms: int = 7 * DAY_MS
    deposit_fen: int = 0
    other_places: str = ""
    wave_minutes: int = 30
    unlock_reasons: tuple[str, ...] = ()
    borrower_keep_ms: int = 30 * DAY_MS  # allow constant: the default of borrower_days
    surnames: tuple[str, ...] = ()
    row_lending: Literal["customers", "staff"] = "customers"
    pin: Literal["never", "above", "always"] = "never"
    pin_above: int = 1
    renewals: int = 1
    renewal_spare: int = 1
    wall_refresh: int = 10

    @classmethod
    def of(cls, settings: Mapping[str, Any], kind: Kind = UMBRELLA) -> Limits:
        """From the settings that the host has validated; what is no kind's own is the same whatever `kind` is."""
        return cls(
            limit=settings[f"{kind.id}_limit"],
            days=0 if kind.same_day else settings[f"{kind.id}_days"],
            same_day=kind.same_day,
            back_before_ms=settings[f"{kind.id}_back_minutes"] * MINUTE_MS if kind.same_day else 0,
            least_ms=settings[f"{kind.id}_least_minutes"] * MINUTE_MS if kind.same_day else 0,
            due_hour=settings["due_hour"],
            reminder_ms=settings["reminder_hours"] * HOUR_MS,
            overdue_blocks=settings["overdue_blocks"],
            unverified_limit=settings["unverified_limit"],
            rest_ms=settings["rest_minutes"] * MINUTE_MS,
            door_attempts=settings["door_attempts"],
            close_within=settings["close_within_seconds"],
            reminded_within=settings["reminded_within_seconds"],
            lost_after_ms=settings["lost_after_days"] * DAY_MS,
            deposit_fen=settings["deposit_fen"],
            other_places=settings["other_places"],
            wave_minutes=settings["wave_minutes"],
            unlock_reasons=tuple(settings["unlock_reasons"]),
            borrower_keep_ms=settings["borrower_days"] * DAY_MS,
            surnames=tuple(settings["surnames"]),
            row_lending=settings["row_lending"],
            pin=settings[f"{kind.id}_pin"],
            pin_above=settings["pin_above"],
            renewals=0 if kind.same_day else settings[f"{kind.id}_renewals"],
            renewal_spare=settings["renewal_spare"],
            wall_refresh=settings["wall_refresh_seconds"],
        )

    def due_ms(self, now_ms: int, zone: ZoneInfo, calendar: Calendar | None = None) -> int:
        """When a loan that begins at `now_ms` is due, on the site's clock.

        What has to be back the same day is due so long before closing, even when that has passed (`rules.too_late` refuses it
        then). Otherwise: `days` calendar days later at the due hour; past days on which the site is closed, and never after
        that day's closing. With `days` 0 a loan after the due hour is due the next day: nobody is given what is late already.
        Without a calendar, or while the time is not known, the due hour is taken for closing time.
        """
        begun = datetime.fromtimestamp(now_ms / 1000, zone)
        if self.same_day:
            closes_ms = calendar.closes_ms if calendar is not None else None
            if closes_ms is None:
                closes_ms = _ms(self._at_hour(begun.date(), zone))
            return closes_ms - self.back_before_ms
        day = begun.date() + timedelta(days=self.days)
        if self._at_hour(day, zone) <= begun:
            day += timedelta(days=1)
        return self._on_an_open_day(day, zone, calendar)

    def _on_an_open_day(self, day: date, zone: ZoneInfo, calendar: Calendar | None) -> int:
        due_ms = _ms(self._at_hour(day, zone))
        if calendar is None or not calendar.known:
            return due_ms
        for later in range(CLOSED_DAYS):
            opening = calendar.opening_on(day + timedelta(days=later))
            if opening is not None:
                return min(_ms(self._at_hour(day + timedelta(days=later), zone)), opening.closes_ms)
        return due_ms

    def _at_hour(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time.fromisoformat(self.due_hour), tzinfo=zone)


CLOSED_DAYS = 62  # allow constant: the calendar's own
"""Days in a row that a site is believed to be closed at most (as the calendar has it)."""


def _ms(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() * 1000)
