"""Something is under way: what is being waited for, in words, and three dots that show that nobody has died."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse

from kiosk.link.prompts import Progress
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, total
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.shapes import Fixed, Panel

STEP_SECONDS = 0.6


class Dots(Fixed):
    """Three dots, of which one is filled, the next one every 0.6 s: cheap enough for a board without a GPU."""

    def __init__(self, box: Box, theme: Theme) -> None:
        super().__init__(box)
        size = min(box.height, theme.pick(32, 18))
        row = box.middle(7 * size, size)
        self._on, self._off = theme.colours.primary, theme.pair("primary").line
        self._inks = []
        with self.canvas:
            for index in range(3):
                self._inks.append(Color(*self._off))
                SmoothEllipse(pos=(row.x + 3 * index * size, row.y), size=(size, size))
        self._at = 0
        self._inks[0].rgba = self._on
        self._timer = Clock.schedule_interval(self._step, STEP_SECONDS)

    def _step(self, _seconds: float) -> None:
        damage.changed(self.box)
        self._inks[self._at].rgba = self._off
        self._at = (self._at + 1) % 3
        self._inks[self._at].rgba = self._on

    def on_parent(self, _widget: Any, parent: Any) -> None:
        if parent is None:
            self._timer.cancel()


class ProgressView(View):
    """The words at the top, the sign of waiting in the middle."""

    prompt: Progress

    def arrange(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "wide":
            left, right = self.halves(box)
            self.flow(left, self._heading(left.width), prompt.actions)
            self._panel(right)
            return
        head = self._heading(box.width)
        above = self._above(box, prompt.actions)
        rest = above.from_top(total(head), theme.pick(36, 10))[1]
        if rest.height < theme.pick(300, 100):
            self.flow(box, head, prompt.actions)
            return
        self.actions(box, prompt.actions)
        self.stack(above, head)
        self._panel(rest)

    def _heading(self, width: int) -> list[Part]:
        return self.heading(width, str(self.prompt.title), str(self.prompt.subtitle), "", self.prompt.steps)

    def _panel(self, box: Box) -> None:
        theme = self.theme
        pair = theme.pair("primary")
        self.add_widget(Panel(box, theme.corner, pair.tint, pair.line, theme.hairline))
        sign, dots = theme.pick(260, 90), theme.pick(32, 18)
        if box.height < sign + dots + theme.pick(120, 50):
            self.add_widget(Dots(box.middle(box.width, dots), theme))
            return
        group = box.middle(box.width, sign + theme.pick(64, 20) + dots)
        top, rest = group.from_top(sign, theme.pick(64, 20))
        self.add_widget(Badge(top.middle(sign, sign), theme, "hourglass_top", "primary"))
        self.add_widget(Dots(rest, theme))
