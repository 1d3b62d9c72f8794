"""The plugin's settings as one typed value, and the due time that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit that a rule asks for; values and sources are in `plugin.toml`."""

    limit: int = 2
    days: int = 3
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
    unlock_reasons: tuple[str, ...] = ()
    wall_refresh: int = 10

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """From the settings that the host has validated."""
        return cls(
            limit=settings["umbrella_limit"],
            days=settings["umbrella_days"],
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
            unlock_reasons=tuple(settings["unlock_reasons"]),
            wall_refresh=settings["wall_refresh_seconds"],
        )

    def due_ms(self, now_ms: int, zone: ZoneInfo) -> int:
        """When a loan that begins at `now_ms` is due: `days` calendar days later at the due hour, on the site's clock.

        A loan after closing time with `days` 0 is due the next day: nobody is given an umbrella that is late already.
        """
        begun = datetime.fromtimestamp(now_ms / 1000, zone)
        day = begun.date() + timedelta(days=self.days)
        hour = time.fromisoformat(self.due_hour)
        due = datetime.combine(day, hour, tzinfo=zone)
        if due <= begun:
            due = datetime.combine(day + timedelta(days=1), hour, tzinfo=zone)
        return int(due.astimezone(UTC).timestamp() * 1000)
