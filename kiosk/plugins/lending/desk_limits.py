"""What staff's side of lending is limited by, from the settings: reminders and quiet hours, lists of reasons, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core.api import local

from .limits import HOUR_MS

DAY_LENGTH = 8  # allow constant: how a day is written
"""Digits of a day on the keypad: 20261130."""


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """Values and sources are in `plugin.toml`."""

    again_ms: int = 24 * HOUR_MS
    quiet: tuple[tuple[str, str], ...] = (("21:00", "09:00"), ("12:00", "14:00"))
    damage_reasons: tuple[str, ...] = ()
    retire_reasons: tuple[str, ...] = ()
    count_reasons: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    late_transit_ms: int = 24 * HOUR_MS
    expiring_kinds: tuple[str, ...] = ()
    soon_days: int = 30
    tag_shapes: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> DeskLimits:
        """From the settings that the host has validated."""
        return cls(
            again_ms=settings["remind_again_hours"] * HOUR_MS,
            quiet=(
                (settings["quiet_from"], settings["quiet_until"]),
                (settings["midday_from"], settings["midday_until"]),
            ),
            damage_reasons=tuple(settings["damage_reasons"]),
            retire_reasons=tuple(settings["retire_reasons"]),
            count_reasons=tuple(settings["count_reasons"]),
            destinations=tuple(settings["destinations"]),
            late_transit_ms=settings["transit_hours"] * HOUR_MS,
            expiring_kinds=tuple(settings["expiring_kinds"]),
            soon_days=settings["expiring_soon_days"],
            tag_shapes=tuple(settings["tag_shapes"]),
        )


def quiet_until(now_ms: int, zone: ZoneInfo, limits: DeskLimits) -> str:
    """Until when nobody is called or texted ("09:00"), or "" while people may be (R12: not at rest times).

    A stretch may go over midnight; one that begins when it ends is none.
    """
    now = local(now_ms, zone).time()
    for begins, ends in limits.quiet:
        begin, end = time.fromisoformat(begins), time.fromisoformat(ends)
        within = begin <= now < end if begin <= end else now >= begin or now < end
        if within:
            return ends
    return ""
