"""Smooth rounded shapes. Drawn fill over line, so that an outline is as smooth as the shape itself."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothEllipse, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour


def rounded(box: Box, corner: int, fill: Colour) -> Any:
    """A filled rounded rectangle on the current canvas; returns its `Color`, to change it later."""
    tint = Color(*fill)
    corner = min(corner, box.width // 2, box.height // 2)
    SmoothRoundedRectangle(pos=(box.x, box.y), size=(box.width, box.height), radius=[corner])
    return tint


def outlined(box: Box, corner: int, fill: Colour, line: Colour, width: int) -> tuple[Any, Any]:
    """A filled rounded rectangle with a line around it, inside the box; returns the line's and the fill's `Color`."""
    edge = rounded(box, corner, line)
    return edge, rounded(box.inset(width), max(1, corner - width), fill)


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
