"""The way to more of the same: back, "2 / 3", on.

The shell turns pages by itself; the desk hears only that someone is there.
"""

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


def pager_width(theme: Theme, pages: int) -> int:
    """The least width: two square keys and the figures between them."""
    return 2 * pager_height(theme) + _figures(theme, pages)


def _figures(theme: Theme, pages: int) -> int:
    return width_of(f"{pages} / {pages}", theme.chrome, "medium") + theme.pick(40, 20)


def _sizes(theme: Theme) -> tuple[int, int]:
    return round(theme.type.body * 1.1), theme.pick(8, 4)


class _Turn(Pressable):
    def __init__(
        self,
        theme: Theme,
        box: Box,
        key: str,
        icon: str,
        label: str,
        turn: Callable[[], object] | None,
        *,
        said: bool,
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
        mark, gap = _sizes(theme)
        inner = box.inset(theme.pick(20, 8), 0)
        ink = colours.ink if turn else colours.second
        if not said:
            self.add_widget(Icon(icon, mark, box, ink))
            return
        setting = fit(label, inner.width - mark - gap, (theme.chrome,), "medium", lines=1)
        group = inner.middle(mark + gap + setting.width, box.height)
        first = key == "previous"
        place, rest = (group.from_left if first else group.from_right)(mark, gap)
        self.add_widget(Icon(icon, mark, place, ink))
        self.add_widget(Words(setting, rest, ink, "left" if first else "right"))


class Pager(Fixed):
    """`turn` is called with the page to show, from 0."""

    def __init__(
        self, theme: Theme, box: Box, say: Say, page: int, pages: int, turn: Callable[[int], object]
    ) -> None:
        super().__init__(box)
        _ = say
        middle = _figures(theme, pages)
        side = min((box.width - middle) // 2, theme.pick(300, 200))
        group = box.middle(2 * side + middle, box.height)
        left, rest = group.from_left(side)
        right, centre = rest.from_right(side)
        back = (lambda: turn(page - 1)) if page > 0 else None
        on = (lambda: turn(page + 1)) if page + 1 < pages else None
        names = _("Previous"), _("More")
        mark, gap = _sizes(theme)
        room = side - 2 * theme.pick(20, 8) - mark - gap
        said = all(width_of(name, theme.chrome, "medium") <= room for name in names)
        self.add_widget(_Turn(theme, left, "previous", "chevron_left", names[0], back, said=said))
        self.add_widget(_Turn(theme, right, "next", "chevron_right", names[1], on, said=said))
        text = f"{page + 1} / {pages}"
        self.add_widget(line(text, theme.chrome, centre, theme.colours.ink, "medium", "centre"))
