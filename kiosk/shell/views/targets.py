"""Crosses in the corners and in the middle, one after the other: where does a touch land?

A touch anywhere counts for the cross that is shown, because a panel that is wired the other way round would land anywhere.
What the touches mean is the desk's to say.
"""

from __future__ import annotations

from typing import Any

from kivy.core.window import Window

from kiosk.link.prompts import TARGETS, Entered, Targets
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, air, total
from kiosk.shell.widgets.alert import Alert, alert_height
from kiosk.shell.widgets.shapes import Fixed, disc, rounded

CROSS_MM = 18.0
SCALE = 10_000

Point = tuple[float, float]


class TargetsView(View):
    """The words in the middle of the upper half, and one cross."""

    prompt: Targets

    def arrange(self, box: Box) -> None:
        self._points = _points(box, self.theme)
        at = min(len(self._landed), len(self._points) - 1)
        self.add_widget(Cross(self.theme, self._points[at]))
        self._words(box, at)

    @property
    def _landed(self) -> list[Point]:
        found: list[Point] = self.context.local.setdefault("landed", [])
        return found

    def _words(self, box: Box, at: int) -> None:
        """Over the middle's cross the title, under it the rest, clear of the crosses in the corners."""
        theme, prompt = self.theme, self.prompt
        cross = round(CROSS_MM * theme.pixels_per_mm)
        beside = theme.form != "tall"
        room = box.inset(cross + theme.pick(20, 8) if beside else 0, 0 if beside else cross + theme.px(40))
        middle = box.middle(room.width, cross + 2 * theme.pick(40, 12))
        above = Box(room.x, middle.top, room.width, room.top - middle.top)
        below = Box(room.x, room.y, room.width, middle.y - room.y)
        self.stack(above, self._over(above, at))
        said = str(prompt.error or prompt.subtitle)
        if prompt.error and alert_height(theme, said, below.width) <= below.height:
            strip = below.from_top(alert_height(theme, said, below.width))[0]
            self.add_widget(Alert(strip, theme, said))
        elif said:
            ink = theme.pair("rose").ink if prompt.error else theme.colours.second
            size = theme.type.body if theme.form != "small" else theme.type.least
            setting = fit(said, below.width, (size, theme.chrome), height=below.height)
            self.stack(below, [TextPart(setting, ink, 0, "centre")])

    def _over(self, box: Box, at: int) -> list[Part]:
        """The title, and which cross of how many it is."""
        theme = self.theme
        title = self._title(str(self.prompt.title), box.width)
        count = wrap(f"{at + 1} / {TARGETS}", box.width, theme.type.least)
        parts: list[Part] = [TextPart(title, theme.colours.ink, theme.pick(18, 4), "centre")]
        parts.append(TextPart(count, theme.colours.second, 0, "centre"))
        return (
            [air(max(0, box.height - total(parts) - theme.px(8))), *parts] if theme.form == "tall" else parts
        )

    def on_touch_down(self, touch: Any) -> bool:
        if len(self._landed) >= len(self._points):
            return True
        self._landed.append((float(touch.x), float(touch.y)))
        self.context.touched()
        if len(self._landed) < len(self._points):
            self.context.redraw()
        else:
            self.context.answer(Entered("".join(map(_said, self._points, self._landed))))
        return True


def _points(box: Box, theme: Theme) -> list[Point]:
    half = CROSS_MM * theme.pixels_per_mm / 2
    left, right, low, high = box.x + half, box.right - half, box.y + half, box.top - half
    return [
        (left, high),
        (right, high),
        (right, low),
        (left, low),
        (box.x + box.width / 2, box.y + box.height / 2),
    ]


def _said(target: Point, landed: Point) -> str:
    return "".join(
        f"{max(0, min(SCALE - 1, round(value * SCALE))):04d}"
        for x, y in (target, landed)
        for value in (x / Window.width, 1 - y / Window.height)
    )


class Cross(Fixed):
    """One target: a disc with a cross in it."""

    def __init__(self, theme: Theme, at: Point) -> None:
        side = round(CROSS_MM * theme.pixels_per_mm)
        box = Box(round(at[0]) - side // 2, round(at[1]) - side // 2, side, side)
        super().__init__(box)
        line, long = max(3, side // 16), round(side * 0.62)
        pair = theme.pair("primary")
        with self.canvas:
            disc(at[0], at[1], side / 2, pair.tint)
            rounded(box.middle(long, line), line // 2, theme.colours.primary)
            rounded(box.middle(line, long), line // 2, theme.colours.primary)
            disc(at[0], at[1], line * 1.2, theme.colours.primary)
