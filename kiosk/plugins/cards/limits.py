"""The plugin's settings as one typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site decides; values and sources are in `plugin.toml`."""

    pin: str = "when_set"
    bring: str = ""
    thaw_reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """From the settings that the host has validated."""
        return cls(settings["pin_for_enquiry"], settings["bring"], tuple(settings["thaw_reasons"]))
