"""Buttons with words: primary (filled), secondary (outlined), danger (outlined in the warning ink)."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit, line_height, wrap
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.text import Icon, Words


def button_padding(theme: Theme) -> int:
    """Between a button's edge and its words."""
    return theme.pick(28, 4 if theme.comfort else 8)


def label_setting(
    theme: Theme, text: str, width: int, height: int, largest: int = 0, *, strict: bool = False
) -> Setting:
    """The words of a button in its room: on one line while the letters are large, then on two, then smaller on one.

    `strict` keeps to the scale; otherwise the letters of the chrome are the last resort of a small panel in comfort mode.
    """
    scale = theme.type
    last = () if strict else (theme.chrome,)
    sizes = tuple(dict.fromkeys((*scale.down_from(largest or scale.tile), *last)))
    large = tuple(size for size in sizes if size >= scale.body) or sizes[:1]
    for tries, lines in ((large, 1), (large, 2), (sizes, 1), (sizes, 2)):
        setting = fit(text, width, tries, "bold", lines=lines, height=height)
        if setting.whole:
            return setting
    return fit(text, width, sizes, "bold", height=height)


class Button(Pressable):
    """One action. The label and an optional icon stand in the middle, the icon before the words.

    `largest` caps the label's size, so that the buttons of a row speak equally loud.
    """

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
        largest: int = 0,
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
        inner = box.inset(button_padding(theme), theme.pick(8, 4))
        mark = round(theme.type.tile * 1.12) if icon else 0
        gap = theme.pick(24, 10) if icon else 0
        beside = inner.width - mark - 2 * gap  # as much air at the edges as between picture and words
        setting = label_setting(theme, label, beside, inner.height, largest)
        plain = label_setting(theme, label, inner.width, inner.height, largest)
        if icon and (not setting.whole or len(setting.lines) > len(plain.lines)):
            mark = gap = 0  # the words matter more than the picture
            setting = plain
        self.lost_icon = bool(icon) and not mark
        self.size_of_label = setting.size
        group = inner.middle(min(inner.width, mark + gap + setting.width), inner.height)
        if mark:
            place, group = group.from_left(mark, gap)
            self.add_widget(Icon(icon, mark, place, ink))
        self.add_widget(Words(setting, group, ink, "centre"))


def least_height(theme: Theme, label: str, width: int, size: int) -> int:
    """How high a button must be to say this at the given width in letters of this size, on two lines at most."""
    lines = min(2, len(wrap(label, width - 2 * button_padding(theme), size, "bold").lines))
    return max(theme.button, line_height(size, "bold", lines) + 2 * theme.pick(16, 6))
