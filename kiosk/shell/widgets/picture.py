"""The drawn pictures of a gesture: a card swiped or held to the window, a tag, a slip, a staff badge; or no gesture.

Each is drawn in a frame of 640×400 units that is scaled into the room, so that nothing of it depends on the screen.
"""

from __future__ import annotations

from typing import Literal

from kiosk.link.prompts import SwipeWay
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour, Theme
from kiosk.shell.widgets.shapes import Fixed, disc, outlined, rounded
from kiosk.shell.widgets.text import Icon

Subject = Literal["card", "tag", "slip", "badge", "nothing"]
WIDTH, HEIGHT = 640, 400
SWIPE_WIDTH = 480

_BARCODE = ((0, 7), (16, 7), (41, 7), (53, 7), (78, 7), (103, 7), (117, 7))


class Gesture(Fixed):
    """The picture for one kind of thing, as large as the room allows, in the middle of it."""

    def __init__(self, box: Box, theme: Theme, subject: Subject, swipe: SwipeWay = "") -> None:
        super().__init__(box)
        self.subject, self.swipe = subject, swipe
        width = SWIPE_WIDTH if swipe else WIDTH
        largest = 1.2 if swipe else 1.02
        self._factor = min(
            box.width / width, box.height / HEIGHT, theme.unit * (largest if theme.form != "small" else 1)
        )
        self._left = box.x + (box.width - width * self._factor) / 2
        self._top = box.top - (box.height - HEIGHT * self._factor) / 2
        self._c = theme.colours
        self._tint = theme.pair("primary")
        self._theme = theme
        with self.canvas:
            getattr(self, f"_swipe_{swipe}" if swipe else f"_{subject}")()

    def _box(self, x: float, y: float, width: float, height: float) -> Box:
        """A rectangle of the drawing, whose y grows downwards."""
        f = self._factor
        return Box(
            round(self._left + x * f),
            round(self._top - (y + height) * f),
            max(1, round(width * f)),
            max(1, round(height * f)),
        )

    def _fill(self, x: float, y: float, width: float, height: float, corner: float, ink: Colour) -> None:
        rounded(self._box(x, y, width, height), max(1, round(corner * self._factor)), ink)

    def _sheet(self, x: float, y: float, width: float, height: float, corner: float) -> None:
        outlined(
            self._box(x, y, width, height),
            round(corner * self._factor),
            self._c.surface,
            self._c.primary,
            max(2, round(5 * self._factor)),
        )

    def _barcode(self, x: float, y: float, height: float) -> None:
        for offset, width in _BARCODE:
            self._fill(x + offset, y, width, height, 1, self._c.ink)

    def _scanner(self, y: float) -> None:
        """The scan window under the thing: a bar of glass."""
        self._fill(0, y, WIDTH, 44, 22, self._c.primary)

    def _arrow(self, x: float, top: float, bottom: float) -> None:
        """Downwards: this is the way it moves."""
        self._strokes(
            [(x, top), (x, bottom)],
            [(x - 46, bottom - 50), (x, bottom)],
            [(x + 46, bottom - 50), (x, bottom)],
        )

    def _arrow_right(self, y: float, left: float, right: float) -> None:
        self._strokes(
            [(left, y), (right, y)],
            [(right - 50, y - 46), (right, y)],
            [(right - 50, y + 46), (right, y)],
        )

    def _strokes(self, *points: list[tuple[float, float]]) -> None:
        from kivy.graphics import Color, SmoothLine

        f = self._factor
        Color(*self._c.primary)
        width = 8 * f
        for stroke in points:
            flat = [v for px, py in stroke for v in (self._left + px * f, self._top - py * f)]
            SmoothLine(points=flat, width=width, overdraw_width=1.2)
            for px, py in stroke:
                disc(self._left + px * f, self._top - py * f, width, self._c.primary)

    def _card(self) -> None:
        self._sheet(50, 0, 470, 292, 30)
        self._fill(52, 48, 466, 64, 1, self._c.ink)
        self._fill(86, 160, 210, 26, 8, self._tint.line)
        self._fill(86, 206, 140, 22, 8, self._tint.tint)
        self._barcode(356, 156, 92)
        self._arrow(584, 30, 286)
        self._scanner(330)

    def _nothing(self) -> None:
        """Nothing here reads: no gesture would help, people do."""
        place = self._box(130, 10, 380, 380)
        self.add_widget(Icon("support_agent", place.height, place, self._c.primary))

    def _swipe_down(self) -> None:
        """The reader stands upright at the left; the card's stripe runs along it."""
        self._sheet(56, 4, 246, 316, 26)
        self._fill(100, 7, 62, 310, 1, self._c.ink)
        self._fill(190, 46, 80, 24, 8, self._tint.line)
        self._fill(190, 88, 54, 22, 8, self._tint.tint)
        self._slot(10, 0, 64, HEIGHT)
        self._arrow(398, 24, 372)

    def _swipe_right(self) -> None:
        """The reader lies below; the card's stripe runs along it."""
        self._arrow_right(54, 60, 430)
        self._sheet(20, 116, 340, 240, 26)
        self._fill(23, 246, 334, 62, 1, self._c.ink)
        self._fill(56, 148, 190, 26, 8, self._tint.line)
        self._fill(56, 192, 120, 22, 8, self._tint.tint)
        self._slot(0, 334, SWIPE_WIDTH, 64)

    def _slot(self, x: float, y: float, width: float, height: float) -> None:
        """The reader: a bar with the groove that the card's edge goes through."""
        self._fill(x, y, width, height, 22, self._c.primary)
        if width < height:
            self._fill(x + width - 14, y + 26, 6, height - 52, 3, self._c.surface)
        else:
            self._fill(x + 26, y + 8, width - 52, 6, 3, self._c.surface)

    def _tag(self) -> None:
        self._sheet(170, 6, 300, 270, 40)
        disc(
            self._left + 320 * self._factor, self._top - 46 * self._factor, 17 * self._factor, self._tint.line
        )
        self._fill(226, 90, 188, 22, 8, self._tint.line)
        self._barcode(258, 140, 96)
        self._arrow(560, 40, 286)
        self._scanner(330)

    def _slip(self) -> None:
        self._sheet(190, 0, 260, 300, 14)
        self._fill(226, 34, 188, 20, 8, self._tint.line)
        self._fill(226, 70, 120, 16, 8, self._tint.tint)
        size = round(150 * self._factor)
        place = self._box(245, 118, 150, 150)
        self.add_widget(Icon("qr_code_2", size, place, self._c.ink))
        self._arrow(560, 40, 286)
        self._scanner(330)

    def _badge(self) -> None:
        self._sheet(205, 22, 230, 278, 30)
        self._fill(285, 0, 70, 46, 16, self._c.primary)
        size = round(120 * self._factor)
        self.add_widget(Icon("person", size, self._box(260, 66, 120, 120), self._c.primary))
        self._barcode(258, 204, 64)
        self._arrow(560, 40, 286)
        self._scanner(330)
