"""Rectangles that are cut into pieces: the whole of our layout.

Pixels, origin at the bottom left as in Kivy; `top` cuts from the top because people read from there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle of whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def top(self) -> int:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, horizontal: int, vertical: int | None = None) -> Box:
        """Smaller by this much on each side."""
        v = horizontal if vertical is None else vertical
        return Box(
            self.x + horizontal, self.y + v, max(0, self.width - 2 * horizontal), max(0, self.height - 2 * v)
        )

    def from_top(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """A strip from the top, and what is left under it after `gap`."""
        rest = max(0, self.height - height - gap)
        return Box(self.x, self.top - height, self.width, height), Box(self.x, self.y, self.width, rest)

    def from_bottom(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """A strip from the bottom, and what is left above it."""
        rest = max(0, self.height - height - gap)
        return Box(self.x, self.y, self.width, height), Box(self.x, self.top - rest, self.width, rest)

    def from_left(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """A strip from the left, and what is left of the box."""
        rest = max(0, self.width - width - gap)
        return Box(self.x, self.y, width, self.height), Box(self.right - rest, self.y, rest, self.height)

    def from_right(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """A strip from the right, and what is left of the box."""
        rest = max(0, self.width - width - gap)
        return Box(self.right - width, self.y, width, self.height), Box(self.x, self.y, rest, self.height)

    def columns(self, count: int, gap: int) -> list[Box]:
        """`count` equal columns from left to right; rounding is spread so that both edges are met."""
        edges = [round((self.width + gap) * i / count) for i in range(count + 1)]
        return [
            Box(self.x + left, self.y, right - left - gap, self.height) for left, right in pairwise(edges)
        ]

    def rows(self, count: int, gap: int) -> list[Box]:
        """`count` equal rows from top to bottom."""
        edges = [round((self.height + gap) * i / count) for i in range(count + 1)]
        return [
            Box(self.x, self.top - lower + gap, self.width, lower - upper - gap)
            for upper, lower in pairwise(edges)
        ]

    def middle(self, width: int, height: int) -> Box:
        """A box of this size in the middle of this one."""
        return Box(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)
