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
            room = self._above(left, prompt.actions)
            self.flow(left, self._heading(left.width, room.height), prompt.actions)
            self._panel(right)
            return
        above = self._above(box, prompt.actions)
        head = self._heading(box.width, above.height)
        room = above.from_top(total(head), theme.pick(36, 10))[1]
        if room.height < theme.pick(420, 110):  # no room for a picture: the words are enough
            hints = self._hints(box.width)
            full = [*head, *hints] if total([*head, *hints]) <= above.height else head
            self.flow(box, full, prompt.actions)
            return
        self.actions(box, prompt.actions)
        self.stack(above, head)
        self._panel(room)

    def _heading(self, width: int, height: int) -> list[Part]:
        one = self.prompt
        return self.heading(
            width, str(one.title), str(one.subtitle), str(one.error), one.steps, height=height
        )

    def _hints(self, width: int) -> list[Part]:
        """The first one for everybody, the others for those who read on."""
        theme = self.theme
        small = theme.form == "small"
        parts: list[Part] = []
        for hint in self.prompt.hints:
            size = theme.type.least if parts or small else theme.type.body
            ink = theme.colours.second if parts else theme.colours.ink
            setting = wrap(str(hint), width, size)
            parts.append(TextPart(setting, ink, theme.pick(18, 8), "left" if small else "centre"))
        return parts

    def _panel(self, box: Box) -> None:
        theme = self.theme
        pair = theme.pair("primary")
        self.add_widget(Panel(box, theme.corner, pair.tint, pair.line, theme.hairline))
        inner = box.inset(theme.pick(48, 14), theme.pick(48, 12))
        if theme.form == "small":
            self._beside(inner)
            return
        hints = self._fitting(self._hints(inner.width), round(inner.height * 0.42))
        below = total(hints) + theme.px(80) if hints else 0
        picture = min(inner.height - below, theme.px(430))
        group = inner.middle(inner.width, picture + below)
        place, rest = group.from_top(picture, theme.px(80) if hints else 0)
        self.add_widget(Gesture(place, theme, self.prompt.subject))
        self.stack(rest, hints)

    def _beside(self, inner: Box) -> None:
        """A low panel: the picture at the left, the hints beside it, as many as fit."""
        theme = self.theme
        place, room = inner.from_left(round(inner.width * 0.4), theme.px(18))
        hints = self._fitting(self._hints(room.width), room.height)
        self.add_widget(Gesture(place if hints else inner, theme, self.prompt.subject))
        if hints:
            self.stack(room.middle(room.width, total(hints)), hints)

    @staticmethod
    def _fitting(hints: Sequence[Part], height: int) -> list[Part]:
        count = len(hints)
        while count and total(hints[:count]) > height:
            count -= 1
        return list(hints[:count])
