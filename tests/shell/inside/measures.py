"""Measuring the live widget tree: sizes in millimetres, contrast in pixels, what is cut and what overlaps."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.shell.theme import CAPITAL_HEIGHT, contrast

HARDEST = ("comfort", "en")
"""The largest letters and the longest words."""


def cases(names: Iterable[str], *looks: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Every look (mode and language) of every name; only the hardest look where `KIOSK_LOOKS` says so."""
    chosen = [HARDEST] if os.environ.get("KIOSK_LOOKS") == "hardest" else looks
    return [(mode, language, name) for mode, language in chosen for name in names]


EVERY_LOOK = tuple((mode, language) for mode in ("standard", "comfort") for language in ("zh_CN", "en"))


@dataclass(frozen=True)
class Area:
    """A rectangle in window coordinates."""

    x: float
    y: float
    right: float
    top: float

    def inside(self, other: Area, slack: float = 1.0) -> bool:
        return (
            self.x >= other.x - slack
            and self.y >= other.y - slack
            and self.right <= other.right + slack
            and self.top <= other.top + slack
        )

    def overlaps(self, other: Area, slack: float = 1.0) -> bool:
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.top, other.top) - max(self.y, other.y) > slack
        )


def area(widget: Any) -> Area:
    return Area(widget.x, widget.y, widget.right, widget.top)


def ink(words: Any) -> Area:
    """Where the characters themselves are: a line's box has air above and under them."""
    air = 0.1 * words.font_size
    return Area(words.x, words.y + air, words.right, words.top - air)


def visible(stage: Any, kind: type) -> Iterator[Any]:
    """Widgets of a kind that can be seen: not in a hidden view, and not under a card that lies over everything."""
    root = stage._over if stage._over.children else stage

    def walk(widget: Any) -> Iterator[Any]:
        if widget.opacity == 0:
            return
        if isinstance(widget, kind):
            yield widget
        for child in widget.children:
            yield from walk(child)

    yield from walk(root)


def millimetres(stage: Any, pixels: float) -> float:
    return float(pixels / stage.theme.pixels_per_mm)


def capital(stage: Any, words: Any) -> float:
    """Height of a capital letter, in millimetres."""
    return millimetres(stage, words.font_size * CAPITAL_HEIGHT)


def seen_contrast(picture: Any, words: Any) -> float:
    """The contrast that the pixels have: the commonest colour of the text's box against the one farthest from it."""
    height = picture.height
    box = (round(words.x), round(height - words.top), round(words.right), round(height - words.y))
    found = picture.crop(box)
    # At most as many colours as pixels: Pillow clears a table for as many as it is told.
    colours = Counter(
        {colour: count for count, colour in found.getcolors(max(1, found.width * found.height))}
    )
    ground = colours.most_common(1)[0][0]

    def ratio(colour: tuple[int, int, int]) -> float:
        return contrast(_floats(colour), _floats(ground))

    enough = [colour for colour, count in colours.most_common(60) if count >= 3]
    return max(map(ratio, enough or list(colours)))


def _floats(colour: tuple[int, int, int]) -> tuple[float, float, float, float]:
    return colour[0] / 255, colour[1] / 255, colour[2] / 255, 1.0


def ancestors(widget: Any) -> Iterator[Any]:
    """What it lies in, from the inside to the outside."""
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        yield widget
