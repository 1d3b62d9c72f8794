"""Scan or swipe something: the picture of the gesture, in the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import PresentCard
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import wrap
from kiosk.shell.views.base import FEW_PAGES, View
from kiosk.shell.views.parts import Part, TextPart, paginate, total
from kiosk.shell.widgets.picture import Gesture
from kiosk.shell.widgets.shapes import Panel


class PresentCardView(View):
    """Nothing here can be touched but the way out: the answer comes from the scanner, through the desk."""

    prompt: PresentCard

    def arrange(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "small" and prompt.swipe:
            self._swiped(box)
            return
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

    def _swiped(self, box: Box) -> None:
        """A low panel: how a card is swiped stays in sight beside whatever is said, however large."""
        prompt, gap = self.prompt, self.theme.gap
        actions = prompt.actions
        width = round(box.width * 0.34)
        beside = box.width - width - gap
        # Where its box does not fit, what was wrong is said without: words can be broken between pages, and the box cannot.
        wrong = wrap(str(prompt.error), beside, self.theme.type.least) if prompt.error else None
        bare: list[Part] = [TextPart(wrong, self.theme.pair("rose").ink)] if wrong is not None else []
        for tight in (False, True):
            self.tight = tight
            room = self._above(box, actions)
            parts = self._heading(beside, room.height)
            for one in ([*parts, *self._hints(beside)], parts, bare):
                if one and total(one) <= room.height:
                    self.actions(box, actions)
                    self.stack(self._drawn_beside(room, width), one)
                    return
        parts = bare or parts
        self._most_pages = FEW_PAGES
        kept, late = self._kept_in_sight(actions, box.width)
        if late:
            parts = [*parts, *self.button_parts(late, beside)]
        room = self.paged_foot(box, kept, lambda place: paginate(parts, place.height))
        pages = paginate(parts, room.height)
        self.stack(self._drawn_beside(room, width), pages[self.page_of(len(pages))])

    def _drawn_beside(self, room: Box, width: int) -> Box:
        """The picture at the left; returns what is left for words."""
        theme = self.theme
        place, rest = room.from_left(width, theme.gap)
        pair = theme.pair("primary")
        self.add_widget(Panel(place, theme.corner, pair.tint, pair.line, theme.hairline))
        self.add_widget(self._picture(place.inset(theme.px(14))))
        return rest

    def _picture(self, place: Box) -> Gesture:
        return Gesture(place, self.theme, self.prompt.subject, self.prompt.swipe)

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
        self.add_widget(self._picture(place))
        self.stack(rest, hints)

    def _beside(self, inner: Box) -> None:
        """A low panel: the picture at the left, the hints beside it, as many as fit."""
        theme = self.theme
        place, room = inner.from_left(round(inner.width * 0.4), theme.px(18))
        hints = self._fitting(self._hints(room.width), room.height)
        self.add_widget(self._picture(place if hints else inner))
        if hints:
            self.stack(room.middle(room.width, total(hints)), hints)

    @staticmethod
    def _fitting(hints: Sequence[Part], height: int) -> list[Part]:
        count = len(hints)
        while count and total(hints[:count]) > height:
            count -= 1
        return list(hints[:count])
