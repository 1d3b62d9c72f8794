"""Words that several screens and slips share. Text ids are the English sentences; days and doors are said as everywhere."""

from __future__ import annotations

from kiosk.core.api import Message, Texts, door_name, place_name

from .limits import Limits

__all__ = ["_", "code_words", "door_name", "kept_at", "place_name"]

_ = Texts("bags")


def code_words(digits: str) -> str:
    """412 048 193: as it is read aloud, written down and typed."""
    return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def kept_at(limits: Limits) -> Message | str:
    """Where a bag is that was not collected."""
    return limits.kept_at or _("service desk")
