"""A set text on the screen, and an icon, which is a text in the icon font."""

from __future__ import annotations

from typing import Literal

from kivy.graphics import Color, Rectangle

from kiosk.shell.geometry import Box
from kiosk.shell.icons import glyph
from kiosk.shell.theme import Colour
from kiosk.shell.typeset import Setting, Weight, line_height, texture_of, width_of
from kiosk.shell.widgets.shapes import Fixed

Align = Literal["left", "centre", "right"]
_KIVY = {"left": "left", "centre": "center", "right": "right"}
OPTICAL_RISE = 0.055
"""Of the em: how far Chinese characters sit under the middle of their line; texts are raised by it."""


class Words(Fixed):
    """A setting drawn in one colour, in the middle of `box` vertically, aligned in it horizontally.

    `text`, `font_size`, `color` and `weight` can be read from the tree by tests; the widget's own box is the text's.
    """

    def __init__(self, setting: Setting, box: Box, ink: Colour, align: Align = "left") -> None:
        texture = texture_of(setting.text, setting.size, setting.weight, _KIVY[align])
        width, height = texture.size
        x = {"left": box.x, "centre": box.x + (box.width - width) // 2, "right": box.right - width}[align]
        rise = 0 if setting.weight == "icon" else round(setting.size * OPTICAL_RISE)
        y = box.y + (box.height - height) // 2
        super().__init__(Box(round(x), round(y), int(width), int(height)))
        self.text = setting.text
        self.font_size = setting.size
        self.weight: Weight = setting.weight
        self.color = ink
        self.room = box
        with self.canvas:
            self.tint = Color(*ink)
            Rectangle(texture=texture, pos=(self.box.x, self.box.y + rise), size=texture.size)


def line(
    text: str, size: int, box: Box, ink: Colour, weight: Weight = "regular", align: Align = "left"
) -> Words:
    """A single line at a given size; the caller knows that it fits."""
    setting = Setting(size, (text,), weight, width_of(text, size, weight), line_height(size, weight))
    return Words(setting, box, ink, align)


class Icon(Words):
    """An icon in the middle of a box, `size` pixels square."""

    def __init__(self, name: str, size: int, box: Box, ink: Colour) -> None:
        super().__init__(Setting(size, (glyph(name),), "icon", size, size), box, ink, "centre")
        self.name = name
