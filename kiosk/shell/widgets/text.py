"""A set text on the screen, and an icon, which is a text in the icon font."""

from __future__ import annotations

from typing import Literal

from kivy.graphics import Color, Rectangle

from kiosk.shell.geometry import Box
from kiosk.shell.icons import glyph
from kiosk.shell.theme import Colour
from kiosk.shell.typeset import (
    BOX,
    DESCENT,
    MIDDLE,
    Setting,
    Weight,
    leading,
    line_height,
    texture_of,
    width_of,
)
from kiosk.shell.widgets.shapes import Fixed

Align = Literal["left", "centre", "right"]


def _aligned(room: Box, width: int, align: Align) -> int:
    return {"left": room.x, "centre": room.x + (room.width - width) // 2, "right": room.right - width}[align]


class Words(Fixed):
    """A setting drawn in one colour: in the middle of `box` from top to bottom, aligned in it from side to side.

    `text`, `font_size`, `color` and `weight` can be read from the tree by tests; the widget's own box is the text's.
    """

    def __init__(self, setting: Setting, box: Box, ink: Colour, align: Align = "left") -> None:
        top = box.top - (box.height - setting.height) // 2
        super().__init__(
            Box(_aligned(box, setting.width, align), top - setting.height, setting.width, setting.height)
        )
        self.text = setting.text
        self.font_size = setting.size
        self.weight: Weight = setting.weight
        self.color = ink
        self.room = box
        size, weight = setting.size, setting.weight
        middle = top - BOX * size / 2
        with self.canvas:
            self.tint = Color(*ink)
            for text in setting.lines:
                texture = texture_of(text, size, weight)
                width, height = texture.size
                y = middle - height / 2 if weight == "icon" else middle - (DESCENT + MIDDLE) * size
                Rectangle(
                    texture=texture, pos=(_aligned(self.box, int(width), align), round(y)), size=texture.size
                )
                middle -= leading(size, weight)


def line(
    text: str, size: int, box: Box, ink: Colour, weight: Weight = "regular", align: Align = "left"
) -> Words:
    """A single line at a given size; the caller knows that it fits."""
    setting = Setting(size, (text,), weight, width_of(text, size, weight), line_height(size, weight))
    return Words(setting, box, ink, align)


class Icon(Words):
    """An icon in the middle of a box, `size` pixels square."""

    def __init__(self, name: str, size: int, box: Box, ink: Colour) -> None:
        room = box.middle(size, round(size * BOX))
        super().__init__(Setting(size, (glyph(name),), "icon", size, round(size * BOX)), room, ink, "centre")
        self.name = name
