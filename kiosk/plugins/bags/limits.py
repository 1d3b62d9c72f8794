"""The plugin's settings as one typed value, and the times that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.api import Calendar, local

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit that a rule asks for; values and sources are in `plugin.toml`."""

    collect_by: str = ""
    last_ms: int = 30 * MINUTE_MS
    openings_between: int = 3
    position_tries: int = 6
    ticket_tries: int = 4
    lock_ms: int = 15 * MINUTE_MS
    door_attempts: int = 2
    close_within: int = 45
    reminded_within: int = 30
    kept_at: str = ""
    unlock_reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """From the settings that the host has validated."""
        return cls(
            collect_by=settings["collect_by"],
            last_ms=settings["last_minutes"] * MINUTE_MS,
            openings_between=settings["openings_between"],
            position_tries=settings["position_tries"],
            ticket_tries=settings["ticket_tries"],
            lock_ms=settings["lock_minutes"] * MINUTE_MS,
            door_attempts=settings["door_attempts"],
            close_within=settings["close_within_seconds"],
            reminded_within=settings["reminded_within_seconds"],
            kept_at=settings["kept_at"],
            unlock_reasons=tuple(settings["unlock_reasons"]),
        )

    def until_ms(self, calendar: Calendar, now_ms: int, zone: ZoneInfo) -> int | None:
        """Until when a bag that is stored now is to be collected: closing time, or the site's own hour for it. None: it is too
        late for today, or the site is closed. Where nothing closes, and while nobody knows the time, it is a day from now.
        """
        if self.collect_by:
            today = local(now_ms, zone).date()
            hour = datetime.combine(today, time.fromisoformat(self.collect_by), tzinfo=zone)
            until_ms = int(hour.timestamp() * 1000)
        elif not calendar.open_now:
            return None
        else:
            until_ms = calendar.closes_ms if calendar.closes_ms is not None else now_ms + DAY_MS
        return until_ms if now_ms < until_ms - self.last_ms else None
