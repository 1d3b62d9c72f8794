"""The way to more of the same: back, "2 / 3", on. The shell turns pages by itself; the desk hears only that someone is there."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.shell.catalogue import Say
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, width_of
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.text import Icon, Words, line


def pager_height(theme: Theme) -> int:
    """Height of the strip."""
    return max(theme.target, theme.pick(112, 79))


class _Turn(Pressable):
    def __init__(
        self, theme: Theme, box: Box, key: str, icon: str, label: str, turn: Callable[[], object] | None
    ) -> None:
        colours = theme.colours
        super().__init__(
            box,
            theme.pick(32, 16),
            key=key,
            action=turn,
            fill=colours.surface if turn else colours.sunken,
            pressed=colours.pressed,
            line=colours.line,
            line_width=theme.hairline,
        )
        self.label = label
        mark = round(theme.type.body * 1.1)
        inner = box.inset(theme.pick(24, 10), 0)
        setting = fit(label, inner.width - mark - theme.pick(12, 6), (theme.type.least,), "medium", lines=1)
        ink = colours.ink if turn else colours.second
        if not setting.whole:
            self.add_widget(Icon(icon, mark, box, ink))
            return
        group = inner.middle(mark + theme.pick(12, 6) + setting.width, box.height)
        first = key == "previous"
        place, rest = (group.from_left if first else group.from_right)(mark, theme.pick(12, 6))
        self.add_widget(Icon(icon, mark, place, ink))
        self.add_widget(Words(setting, rest, ink, "left" if first else "right"))


class Pager(Fixed):
    """`turn` is called with the page to show, from 0."""

    def __init__(
        self, theme: Theme, box: Box, say: Say, page: int, pages: int, turn: Callable[[int], object]
    ) -> None:
        super().__init__(box)
        _ = say
        text = f"{page + 1} / {pages}"
        middle = width_of(text, theme.type.body, "medium") + theme.gap
        side = min((box.width - middle) // 2, theme.pick(320, 230))
        group = box.middle(2 * side + middle, box.height)
        left, rest = group.from_left(side)
        right, centre = rest.from_right(side)
        back = (lambda: turn(page - 1)) if page > 0 else None
        on = (lambda: turn(page + 1)) if page + 1 < pages else None
        self.add_widget(_Turn(theme, left, "previous", "chevron_left", _("Previous"), back))
        self.add_widget(_Turn(theme, right, "next", "chevron_right", _("More"), on))
        self.add_widget(line(text, theme.type.body, centre, theme.colours.ink, "medium", "centre"))
