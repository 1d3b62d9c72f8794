"""A call for staff, over whatever they are doing: what, where, and the one button that is the promise to come.

It takes the place of the line at the top, which is only read, so that nothing below is covered; on a small panel, which has
no such line, the content makes room. An urgent one is dark where the others are light.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.messages import Banner
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import DOT, Setting, fit
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, outlined
from kiosk.shell.widgets.text import Icon, Words


def banner_height(theme: Theme) -> int:
    """With a button of a primary's size in it, where the panel has room for that."""
    least = theme.target if theme.form == "small" else theme.primary_target
    return min(max(theme.pick(116, 84), least + theme.pick(24, 8)), theme.header or theme.px(10_000))


def _shortened(text: str, width: int, sizes: tuple[int, ...]) -> Setting:
    """On one line: what stands last is left out first, where there is no room for all of it."""
    parts = text.split(DOT)
    while True:
        setting = fit(DOT.join(parts), width, sizes, lines=1)
        if setting.whole or len(parts) == 1:
            return setting
        parts.pop()


class BannerStrip(Fixed):
    """The strip."""

    def __init__(self, box: Box, theme: Theme, banner: Banner, press: Callable[[str], object]) -> None:
        super().__init__(box)
        pair = theme.pair(banner.tone)
        urgent = banner.tone == "rose"
        ground, ink = (pair.ink, pair.tint) if urgent else (pair.tint, pair.ink)
        with self.canvas:
            outlined(box, theme.pick(32, 16), ground, pair.line if not urgent else pair.ink, theme.hairline)
        gap, mark = theme.pick(24, 10), theme.pick(64, 34)
        inner = box.inset(theme.pick(28, 10), theme.pick(12, 4))
        spare = () if theme.comfort else (theme.chrome,)
        sizes = tuple(dict.fromkeys((theme.type.body, theme.type.least, *spare)))
        signs = theme.comfort and theme.form == "small"  # letters of that size leave no room beside the title
        label = fit(str(banner.button), round(inner.width * 0.42), sizes, "bold", lines=1)
        width = max(0 if signs else label.width + 2 * theme.pick(32, 14), theme.target)
        place, rest = inner.from_right(width, gap)
        sign, rest = (rest, rest) if signs else rest.from_left(mark, gap)
        button = Pressable(
            place,
            theme.pick(28, 14),
            key="coming",
            action=lambda: press("coming"),
            fill=ink,
            pressed=pair.line,
            primary=theme.form != "small",
        )
        button.label = str(banner.button)
        if signs:
            button.add_widget(Icon("directions_walk", theme.px(52), place, ground))
        else:
            button.add_widget(Words(label, place, ground, "centre"))
            self.add_widget(Icon(banner.icon, mark, sign, ink))
        self.add_widget(button)
        small = tuple(dict.fromkeys((theme.type.least, *spare)))
        text = _shortened(str(banner.text), rest.width, small)
        if text.height * 2 > rest.height:
            text = _shortened(str(banner.text), rest.width, small[-1:])
        room = rest.height - text.height if text.whole else rest.height
        title = fit(str(banner.title), rest.width, sizes, "bold", lines=1, height=room)
        if not title.whole:
            title = fit(str(banner.title), rest.width, sizes[-1:], "bold", height=rest.height)
        both = text.whole and title.height + text.height <= rest.height
        group = rest.middle(rest.width, title.height + (text.height if both else 0))
        top, below = group.from_top(title.height)
        self.add_widget(Words(title, top, ink))
        if both:
            self.add_widget(Words(text, below.from_top(text.height)[0], ink))
