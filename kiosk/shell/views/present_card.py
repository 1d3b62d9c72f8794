"""Scan or swipe something: the picture of the gesture, in the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import PresentCard
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, total
from kiosk.shell.widgets.picture import Gesture
from kiosk.shell.widgets.shapes import Panel


class PresentCardView(View):
    """Nothing here can be touched but the way out: the answer comes from the scanner, through the desk."""

    prompt: PresentCard

    def arrange(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "wide":
            left, right = self.halves(box, 0.46)
            left = self.actions(left, prompt.actions)
            self.flow(left, self._heading(left.width))
            self._panel(right)
            return
        box = self.actions(box, prompt.actions)
        head = self._heading(box.width)
        least = theme.pick(420, 130)
        if box.height - total(head) - theme.gap < least:
            hints = self._hints(box.width, len(prompt.hints))
            self.flow(box, [*head, *hints])  # no room for a picture: the words are enough
            return
        self.stack(box, head)
        rest = box.from_top(total(head), theme.pick(32, 10))[1]
        self._panel(rest)

    def _heading(self, width: int) -> list[Part]:
        prompt = self.prompt
        return self.heading(width, str(prompt.title), str(prompt.subtitle), str(prompt.error), prompt.steps)

    def _hints(self, width: int, count: int) -> Sequence[Part]:
        theme = self.theme
        align = "left" if theme.form == "small" else "centre"
        sizes = [theme.type.body if theme.form != "small" else theme.type.least, theme.type.least]
        inks = [theme.colours.ink, theme.colours.second]
        return [
            TextPart(wrap(str(hint), width, sizes[min(i, 1)]), inks[min(i, 1)], theme.pick(8, 2), align)
            for i, hint in enumerate(self.prompt.hints[:count])
        ]

    def _panel(self, box: Box) -> None:
        theme = self.theme
        pair = theme.pair("primary")
        self.add_widget(Panel(box, theme.corner, pair.tint, pair.line, theme.hairline))
        inner = box.inset(theme.pick(48, 14), theme.pick(48, 10))
        if theme.form == "small":
            self._beside(inner)
            return
        hints = self._hints(inner.width, len(self.prompt.hints))
        count = len(hints)
        while count and total(hints[:count]) > inner.height * 0.42:
            count -= 1
        hints = hints[:count]
        below = total(hints) + theme.px(72) if hints else 0
        picture = min(inner.height - below, theme.px(430))
        group = inner.middle(inner.width, picture + below)
        place, rest = group.from_top(picture, theme.px(72) if hints else 0)
        self.add_widget(Gesture(place, theme, self.prompt.subject))
        self.stack(rest, hints)

    def _beside(self, inner: Box) -> None:
        """A low panel: the picture at the left, the hints beside it, as many as fit."""
        place, room = inner.from_left(round(inner.width * 0.44), self.theme.px(20))
        hints = self._hints(room.width, len(self.prompt.hints))
        count = len(hints)
        while count and total(hints[:count]) > room.height:
            count -= 1
        if not count:
            place = inner
        self.add_widget(Gesture(place, self.theme, self.prompt.subject))
        hints = hints[:count]
        if hints:
            self.stack(room.middle(room.width, total(hints)), hints)
