"""The plugin's settings as one typed value for each kind, and the due time that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
    unlock_reasons: tuple[str, ...] = ()
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
            unlock_reasons=tuple(settings["unlock_reasons"]),
            wall_refresh=settings["wall_refresh_seconds"],
        )

    def due_ms(self, now_ms: int, zone: ZoneInfo) -> int:
        """When a loan that begins at `now_ms` is due: `days` calendar days later at the due hour, on the site's clock.

        A loan after closing time with `days` 0 is due the next day: nobody is given an umbrella that is late already. What has
        to be back the same day is due so long before closing, even when that has passed: `rules.too_late` refuses it.
        """
        begun = datetime.fromtimestamp(now_ms / 1000, zone)
        day = begun.date() + timedelta(days=self.days)
        hour = time.fromisoformat(self.due_hour)
        due = datetime.combine(day, hour, tzinfo=zone)
        if due <= begun and not self.same_day:
            due = datetime.combine(day + timedelta(days=1), hour, tzinfo=zone)
        return int(due.astimezone(UTC).timestamp() * 1000) - self.back_before_ms
