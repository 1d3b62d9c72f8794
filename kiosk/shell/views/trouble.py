"""One moment: the desk is away, or something broke. In both languages, because nobody knows who reads it."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle

from kiosk.shell.catalogue import words_of
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, paginate, total
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.shapes import Fixed

LONG_SECONDS = 30
"""After this the page stops promising and sends people to a person."""


def _texts(language: str, *, long: bool) -> tuple[str, str]:
    _ = words_of(language)
    if long:
        return _("Please ask our staff"), _("This screen is taking a break. What you have finished is saved.")
    return _("One moment, please"), _("We will be right back. What you have finished is saved.")


class Trouble(Fixed):
    """The whole window. `words` is what the desk itself has to say, if it is there to say it."""

    def __init__(self, box: Box, theme: Theme, language: str, words: str = "", *, long: bool = False) -> None:
        super().__init__(box)
        self.long = long
        colours = theme.colours
        with self.canvas:
            Color(*colours.paper)
            Rectangle(pos=(box.x, box.y), size=(box.width, box.height))
        small = theme.form == "small"
        inner = box.inset(theme.pick(96, 28), theme.pick(96, 16))
        size = theme.type.least if small else theme.type.body
        second = "en" if language != "en" else "zh_CN"
        parts: list[Part] = []
        sign = theme.pick(260, 84)
        parts.append(
            WidgetPart(
                sign,
                lambda place: Badge(place.middle(sign, sign), theme, "concierge", "amber"),
                theme.pick(64, 8),
            )
        )
        for number, one in enumerate((language, second)):
            title, story = _texts(one, long=long)
            if words and one == language:
                story = words
            sizes = theme.type.down_from(theme.type.title if number == 0 else theme.type.tile)
            heading = fit(title, inner.width, sizes, "bold", lines=1)
            parts.append(TextPart(heading, colours.ink, theme.pick(8, 0), "centre"))
            parts.append(
                TextPart(wrap(story, inner.width, size), colours.second, theme.pick(72, 8), "centre")
            )
        if total(parts) > inner.height:
            del parts[0]
        if total(parts) > inner.height:  # a low panel: one language's story, both languages' titles
            parts = [parts[0], parts[1], parts[2]]
        if total(parts) > inner.height:
            parts = paginate(parts, inner.height)[0]
        rest = inner.middle(inner.width, min(inner.height, total(parts)))
        for part in parts:
            strip, rest = rest.from_top(part.height, part.gap)
            self.add_widget(part.draw(strip))

    def on_touch_down(self, _touch: object) -> bool:
        return True
