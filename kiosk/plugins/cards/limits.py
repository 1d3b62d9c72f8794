"""The plugin's settings as one typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site decides; values and sources are in `plugin.toml`."""

    pin: str = "when_set"
    bring: str = ""
    thaw_reasons: tuple[str, ...] = ()
    closed_keep_ms: int = 0
    application_days: int = 7
    ending_days: int = 30
    birthday_words: str = ""
    freeze_reasons: tuple[str, ...] = ()
    refund_within_ms: int = 0

    def kept_until_ms(self, made_ms: int) -> int:
        """When an application is forgotten that nobody has fetched."""
        return made_ms + self.application_days * DAY_MS

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """From the settings that the host has validated."""
        return cls(
            settings["pin_for_enquiry"],
            settings["bring"],
            tuple(settings["thaw_reasons"]),
            settings["closed_keep_days"] * DAY_MS,
            settings["application_days"],
            settings["points_ending_days"],
            settings["birthday_words"],
            tuple(settings["freeze_reasons"]),
            settings["refund_days"] * DAY_MS,
        )
