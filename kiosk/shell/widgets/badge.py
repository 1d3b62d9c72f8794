"""An icon on its own tinted ground: the sign of a service, an outcome, a choice."""

from __future__ import annotations

from kiosk.link.prompts import Tone
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.widgets.shapes import Fixed, rounded
from kiosk.shell.widgets.text import Icon


class Badge(Fixed):
    """A square of `box`, rounded in proportion; `dim` draws it as out of order."""

    def __init__(self, box: Box, theme: Theme, icon: str, tone: Tone, *, dim: bool = False) -> None:
        super().__init__(box)
        pair = theme.pair("plain" if dim else tone)
        with self.canvas:
            rounded(box, round(box.height * 0.29), theme.colours.dim if dim else pair.tint)
        self.add_widget(Icon(icon, round(box.height * 0.58), box, pair.ink))
