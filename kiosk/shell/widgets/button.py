"""Buttons with words: primary (filled), secondary (outlined), danger (outlined in the warning ink)."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit, line_height, width_of
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.text import Icon, Words


def label_setting(theme: Theme, text: str, width: int, height: int) -> Setting:
    """The words of a button in its room: large on one line, then smaller, then on two lines."""
    sizes = theme.type.down_from(theme.type.tile)
    on_one_line = fit(text, width, sizes, "bold", lines=1, height=height)
    return on_one_line if on_one_line.whole else fit(text, width, sizes, "bold", height=height)


class Button(Pressable):
    """One action. The label and an optional icon stand in the middle, the icon before the words."""

    def __init__(
        self,
        theme: Theme,
        box: Box,
        *,
        key: str,
        label: str,
        action: Callable[[], object] | None,
        icon: str = "",
        primary: bool = False,
        danger: bool = False,
        enabled: bool = True,
    ) -> None:
        colours = theme.colours
        ink = colours.tones["rose"].ink if danger else colours.primary
        super().__init__(
            box,
            theme.corner,
            key=key,
            action=action,
            fill=colours.primary if primary else colours.surface,
            pressed=colours.pressed_primary if primary else colours.pressed,
            line=None if primary else ink,
            line_width=max(2, theme.px(3)),
            primary=primary,
            enabled=enabled,
        )
        self.label = label
        ink = colours.on_primary if primary else ink
        inner = box.inset(theme.pick(28, 10), theme.pick(8, 4))
        mark = round(theme.type.tile * 1.12) if icon else 0
        gap = theme.pick(24, 10) if icon else 0
        setting = label_setting(theme, label, inner.width - mark - gap, inner.height)
        if icon and not setting.whole:  # the words matter more than the picture
            mark = gap = 0
            setting = label_setting(theme, label, inner.width, inner.height)
        group = inner.middle(min(inner.width, mark + gap + setting.width), inner.height)
        if mark:
            place, group = group.from_left(mark, gap)
            self.add_widget(Icon(icon, mark, place, ink))
        self.add_widget(Words(setting, group, ink, "centre"))


def least_height(theme: Theme, label: str, width: int) -> int:
    """How high a button must be to say this at the given width: one line's height, or two lines'."""
    inner = width - 2 * theme.pick(28, 10)
    size = theme.type.least
    lines = 1 if width_of(label, size, "bold") <= inner else 2
    return max(theme.button, lines * line_height(size, "bold") + 2 * theme.pick(16, 6))
