"""Parts of a view that know their height, and the flow that puts them under each other, on pages where it must.

A small panel in comfort mode cannot hold what a tall kiosk can. Nothing is ever cut or shrunk below the least letters: what
does not fit goes to a next page, and the pager says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour, Theme
from kiosk.shell.typeset import Setting, line_height
from kiosk.shell.widgets.facts import FactCard, FactRow, facts_height
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.text import Align, Words


class Part(Protocol):
    """Something with a height, drawn into a strip of that height; `gap` is the air under it."""

    @property
    def gap(self) -> int: ...

    @property
    def height(self) -> int: ...

    def draw(self, box: Box) -> Any:
        """The widget for this strip."""

    def split(self, room: int) -> tuple[Part | None, Part | None]:
        """What of it fits in `room`, and the rest."""


def whole_or_nothing(part: Part, room: int) -> tuple[Part | None, Part | None]:
    """The split of a part that cannot be split."""
    return (part, None) if part.height <= room else (None, part)


@dataclass(frozen=True)
class TextPart:
    """A text that has been set. It splits between lines."""

    setting: Setting
    ink: Colour
    gap: int = 0
    align: Align = "left"
    whole: bool = False
    """A title is not broken between pages."""

    @property
    def height(self) -> int:
        return self.setting.height

    def draw(self, box: Box) -> Any:
        return Words(self.setting, box, self.ink, self.align)

    def split(self, room: int) -> tuple[Part | None, Part | None]:
        size, weight, lines = self.setting.size, self.setting.weight, self.setting.lines
        if self.whole:
            return whole_or_nothing(self, room)
        count = len(lines)
        while count and line_height(size, weight, count) > room:
            count -= 1

        def some(part: tuple[str, ...]) -> TextPart | None:
            if not part:
                return None
            return replace(
                self, setting=replace(self.setting, lines=part, height=line_height(size, weight, len(part)))
            )

        return some(lines[:count]), some(lines[count:])


@dataclass(frozen=True)
class FactsPart:
    """A card of facts. It splits between rows."""

    theme: Theme
    rows: tuple[FactRow, ...]
    gap: int = 0

    @property
    def height(self) -> int:
        return facts_height(self.theme, self.rows)

    def draw(self, box: Box) -> Any:
        return FactCard(box, self.theme, self.rows)

    def split(self, room: int) -> tuple[Part | None, Part | None]:
        count = len(self.rows)
        while count and facts_height(self.theme, self.rows[:count]) > room:
            count -= 1
        head, tail = self.rows[:count], self.rows[count:]
        return (replace(self, rows=head) if head else None), (replace(self, rows=tail) if tail else None)

    def broken(self, room: int) -> tuple[Part | None, Part | None]:
        """Where not even the first row fits: that row between the lines of its value, its label on both sides."""
        row = self.rows[0]
        frame = facts_height(self.theme, (row,)) - row.height
        size, weight, lines = row.value.size, row.value.weight, row.value.lines
        count = len(lines) - 1 if row.stacked else 0

        def some(part: tuple[str, ...]) -> FactRow:
            high = line_height(size, weight, len(part))
            value = replace(row.value, lines=part, height=high)
            return replace(row, value=value, height=row.height - row.value.height + high)

        while count and some(lines[:count]).height + frame > room:
            count -= 1
        if not count:
            return None, self
        return (
            replace(self, rows=(some(lines[:count]),)),
            replace(self, rows=(some(lines[count:]), *self.rows[1:])),
        )


@dataclass(frozen=True)
class WidgetPart:
    """Anything else of a fixed height; `width` limits it to the left of its strip."""

    height: int
    make: Callable[[Box], Any]
    gap: int = 0
    width: int = field(default=0)

    def draw(self, box: Box) -> Any:
        return self.make(Box(box.x, box.y, self.width, box.height) if self.width else box)

    def split(self, room: int) -> tuple[Part | None, Part | None]:
        return whole_or_nothing(self, room)


def air(height: int) -> Part:
    """Nothing, of this height."""
    return WidgetPart(height, Fixed)


def total(parts: Sequence[Part]) -> int:
    """Height of parts under each other."""
    return sum(part.height + part.gap for part in parts) - (parts[-1].gap if parts else 0)


def paginate(parts: Sequence[Part], room: int, lower: int = 0) -> list[list[Part]]:
    """The parts on as few pages of this height as they need; pages after the first are `lower` by so much.

    A part that knows how (`broken`) is broken where it is the first of its kind on a page and does not fit; any other that
    fits no page at all stands on one of its own.
    """
    pages: list[list[Part]] = [[]]
    left = room
    queue = list(parts)
    while queue:
        part = queue.pop(0)
        head, tail = part.split(left)
        broken = getattr(part, "broken", None)
        if head is None and broken is not None and not any(hasattr(one, "broken") for one in pages[-1]):
            head, tail = broken(left)
        if head is None and not pages[-1]:
            head, tail = part, None
        if head is not None:
            pages[-1].append(head)
            left -= head.height + part.gap
        if tail is not None:
            queue.insert(0, tail)
            pages.append([])
            left = room - lower
    return [page for page in pages if page] or [[]]
