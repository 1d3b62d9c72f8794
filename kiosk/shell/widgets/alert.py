"""What was wrong with the last try, in words, on the warning ground, with a sign that needs no colour."""

from __future__ import annotations

from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, wrap
from kiosk.shell.widgets.shapes import Fixed, outlined
from kiosk.shell.widgets.text import Icon, Words


def _pieces(theme: Theme) -> tuple[int, int, int]:
    mark = round(theme.type.body * 1.2)
    return mark, theme.pick(20, 10), theme.pick(28, 12)


def alert_setting(theme: Theme, text: str, width: int) -> Setting:
    """The words of an alert in a strip of this width."""
    mark, gap, pad = _pieces(theme)
    return wrap(
        text, width - 2 * pad - mark - gap, theme.type.body if theme.form != "small" else theme.type.least
    )


def alert_height(theme: Theme, text: str, width: int) -> int:
    """Height of the strip."""
    return alert_setting(theme, text, width).height + 2 * theme.pick(28, 8)


class Alert(Fixed):
    """The strip."""

    def __init__(self, box: Box, theme: Theme, text: str) -> None:
        super().__init__(box)
        pair = theme.pair("rose")
        mark, gap, pad = _pieces(theme)
        with self.canvas:
            outlined(box, theme.pick(28, 14), pair.tint, pair.line, theme.hairline)
        place, rest = box.inset(pad, 0).from_left(mark, gap)
        self.add_widget(Icon("error", mark, place, pair.ink))
        self.add_widget(Words(alert_setting(theme, text, box.width), rest, pair.ink))
