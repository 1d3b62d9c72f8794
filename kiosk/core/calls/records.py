"""A call for staff, as plain data, and the order in which calls are answered.

Left out: who rang. A call belongs to a position; nobody is asked for a name before help comes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

CallKind = Literal["help", "returns_full", "other", "lost_child", "injury", "fire"]
"""`help`: the button, nothing said. `returns_full`: the desk itself rings, because nothing fits in any more."""

CallState = Literal["ringing", "answered", "coming", "ended"]
"""`answered`: staff have signed in where it rings. `coming`: staff have said that they are on their way."""

URGENCY: dict[str, int] = {"fire": 0, "injury": 1, "lost_child": 2, "help": 3, "other": 3, "returns_full": 4}
"""Smaller is first (design, wall 5: a lost child, an injury or a fire goes first)."""

URGENT: tuple[CallKind, ...] = ("fire", "injury", "lost_child")

TOP_LEVEL = 3
"""0: the positions that are rung first. 1: louder. 2: every staff position. 3: the shift lead."""

EVERYWHERE = 2
"""The level at which every staff position rings; an urgent call begins there."""


class Call(msgspec.Struct, frozen=True):
    """One call. `rung`: how often the button was pressed again after it had been taken back."""

    id: str
    position: str
    service_id: str
    kind: CallKind
    state: CallState
    raised_ms: int
    level: int = 0
    rung: int = 1
    answered_ms: int | None = None
    answered_by: str = ""
    answered_at: str = ""
    ended_ms: int | None = None
    how: Literal["", "dealt_with", "were_here", "taken_back"] = ""

    @property
    def urgent(self) -> bool:
        """Whether it overtakes the others, and looks and sounds like it."""
        return self.kind in URGENT

    def waited_ms(self, now_ms: int) -> int:
        """From the ring to the first word of staff, or until now; never less than nothing when a clock was set back."""
        until = self.answered_ms if self.answered_ms is not None else self.ended_ms
        return max(0, (until if until is not None else now_ms) - self.raised_ms)


def by_urgency(call: Call) -> tuple[int, int, str]:
    """The order of every list of calls: urgency, then age."""
    return URGENCY[call.kind], call.raised_ms, call.id
