"""Smooth rounded shapes, each one textured rectangle.

Kivy's own smooth shapes are polygons with a soft rim; an outline needs two of them over each other, which a board that draws
in software pays for twice at every pixel. Here the corner is drawn once into a small texture, exactly (the share of each pixel
that the arc covers), line and fill together, and stretched by nines over the box: half the pixels, and the smoothest corner
there can be.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from kivy.graphics import BorderImage, Color, SmoothEllipse
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour


@lru_cache(maxsize=256)
def _skin(corner: int, line_width: int, fill: Colour, line: Colour) -> Any:
    """A square just large enough for four corners, with its line inside, as a texture."""
    half = corner + 1
    side = 2 * half + 1
    rows = [_row(corner, line_width, fill, line, y) for y in range(half + 1)]
    data = b"".join(rows[y] for y in [*range(half + 1), *range(half - 1, -1, -1)])
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(data, colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _row(corner: int, line_width: int, fill: Colour, line: Colour, y: int) -> bytes:
    """One row of pixels, `y` from the edge: nothing, then the rim, pixel by pixel, then fill, and the same backwards."""
    half = corner + 1
    up = max(0.0, corner - y - 0.5)
    first = max(0, int(corner - math.sqrt(max(0.0, (corner + 0.5) ** 2 - up * up)) - 0.5))
    pixels = [bytes(4)] * first
    for x in range(first, half + 1):
        depth = corner - math.hypot(max(0.0, corner - x - 0.5), up)  # inside the arc, in pixels
        inside = _clamp(depth - line_width + 0.5) if line_width else 1.0
        if inside == 1.0 and depth >= 0.5:
            break
        mixed = [line[i] + (fill[i] - line[i]) * inside for i in range(4)]
        mixed[3] *= _clamp(depth + 0.5)
        pixels.append(bytes(round(255 * value) for value in mixed))
    solid = bytes(round(255 * value) for value in fill)
    pixels += [solid] * (half + 1 - len(pixels))
    return b"".join([*pixels, *reversed(pixels[:-1])])


def _clamp(value: float) -> float:
    return max(0.0, min(1.0, value))


def outlined(box: Box, corner: int, fill: Colour, line: Colour, width: int) -> Any:
    """A filled rounded rectangle with a line inside its edge, on the current canvas. Returns it, for `repaint`."""
    corner = max(1, min(corner, box.width // 2 - 1, box.height // 2 - 1))
    Color(1, 1, 1, 1)
    rim = corner + 1
    return BorderImage(
        texture=_skin(corner, width, fill, line),
        border=(rim, rim, rim, rim),
        pos=(box.x, box.y),
        size=(box.width, box.height),
    )


def rounded(box: Box, corner: int, fill: Colour) -> Any:
    """A filled rounded rectangle on the current canvas. Returns it, for `repaint`."""
    return outlined(box, corner, fill, fill, 0)


def repaint(shape: Any, fill: Colour, line: Colour | None = None, width: int = 0) -> None:
    """Give a shape another fill; its corner stays."""
    shape.texture = _skin(shape.border[0] - 1, width, fill, line or fill)


def disc(x: float, y: float, radius: float, fill: Colour) -> None:
    """A filled circle around a point."""
    Color(*fill)
    SmoothEllipse(pos=(x - radius, y - radius), size=(2 * radius, 2 * radius))


class Fixed(Widget):
    """A widget that stays where it was put. Everything of ours is one."""

    def __init__(self, box: Box, **properties: Any) -> None:
        super().__init__(
            size_hint=(None, None), pos=(box.x, box.y), size=(box.width, box.height), **properties
        )
        self.box = box

    def apply_class_lang_rules(self, *_args: Any, **_more: Any) -> None:
        """None: Kivy would look up rules by the class's name, and its style has one for every `Button`."""


class Panel(Fixed):
    """A card: a rounded surface with a hairline, or without one where `line` is None."""

    def __init__(
        self, box: Box, corner: int, fill: Colour, line: Colour | None = None, width: int = 2
    ) -> None:
        super().__init__(box)
        self.fill = fill
        with self.canvas:
            if line is None:
                rounded(box, corner, fill)
            else:
                outlined(box, corner, fill, line, width)
