"""What a door on the staff wall is, in one word, and what staff are most likely to do about it. Plain functions."""

from __future__ import annotations

from typing import Literal

from kiosk.core.api import Text

from .kind import UNTIL_MARKED
from .records import Spot
from .words import _

State = Literal[
    "stuck", "open", "check", "off", "unknown", "busy", "resting", "out", "empty", "aside", "ready"
]
Tone = Literal["primary", "sky", "leaf", "amber", "rose", "plum", "plain"]
Deed = Literal["unlock", "resolve", "off", "on", "dry", "items", "log"]

STUCK_REASONS = frozenset({"did_not_open", "said_not_open"})
"""Why lending itself takes a place out of service."""

WORDS: dict[State, Text] = {
    "stuck": _("stuck"), "open": _("open"), "check": _("check"), "off": _("off"), "unknown": _("unknown"),
    "busy": _("in use"), "resting": _("drying"), "out": _("out"), "empty": _("empty"),
    "aside": _("set aside"), "ready": "",
}  # fmt: skip

TO_CLEAN = _("clean it")
"""Instead of "drying", for what rests until staff have cleaned it."""

TONES: dict[State, Tone] = {
    "stuck": "rose", "open": "amber", "check": "plum", "off": "plain", "unknown": "amber", "busy": "primary",
    "resting": "sky", "out": "plain", "empty": "plain",
    "aside": "rose", "ready": "leaf",
}  # fmt: skip


def state_of(spot: Spot, now_ms: int, *, lent: bool, waiting: bool) -> State:
    """The first of these that is so, the most urgent first.

    `lent`: an item that belongs behind this door is out; `waiting`: a question about this place is open.
    """
    place = spot.place
    if spot.door == "stuck" or (not place.in_service and place.service_reason in STUCK_REASONS):
        return "stuck"
    if spot.door in ("open", "left_open", "forced"):
        return "busy" if place.held and spot.door == "open" else "open"
    if waiting:
        return "check"
    if not place.in_service:
        return "off"
    if spot.door == "unknown" and place.lock:
        return "unknown"
    if place.held:
        return "busy"
    if not spot.items:
        return "out" if lent else "empty"
    if all(lodged.checked for lodged in spot.items):
        return "aside"
    return "resting" if all(lodged.dry_ms > now_ms for lodged in spot.items) else "ready"


def word(spot: Spot, state: State) -> Text:
    """The word on the door; a rack that is well shows how many it holds."""
    if spot.place.kind == "rack" and state in ("ready", "out", "empty"):
        return f"{spot.place.level}/{spot.place.capacity}"
    if state == "resting" and spot.items and all(lodged.dry_ms >= UNTIL_MARKED for lodged in spot.items):
        return TO_CLEAN
    return WORDS[state]


def deeds(
    state: State, *, in_service: bool, waiting: bool, resting: bool, lock: bool = True, inside: bool = False
) -> tuple[Deed, ...]:
    """What to offer, the likeliest first: that one is the primary action."""
    service: Deed = "off" if in_service else "on"
    first: list[Deed] = []
    if waiting:
        first.append("resolve")
    if resting and state == "resting":
        first.append("dry")
    chosen: list[Deed] = [*first, "unlock", service] if lock else [*first, service]
    if resting and "dry" not in chosen:
        chosen.append("dry")
    return (*chosen, "items", "log") if inside else (*chosen, "log")
