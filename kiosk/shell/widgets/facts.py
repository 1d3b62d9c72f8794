"""A card of facts: what at the left, its value in bold at the right, a hairline between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.graphics import Color, Rectangle

from kiosk.link.prompts import Fact
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit, wrap
from kiosk.shell.widgets.shapes import Fixed, outlined
from kiosk.shell.widgets.text import Words


@dataclass(frozen=True)
class FactRow:
    """A fact that has been set for a width; `stacked` puts the value under its label."""

    fact: Fact
    label: Setting
    value: Setting
    stacked: bool
    height: int


def card_padding(theme: Theme) -> tuple[int, int]:
    """Inside the card: sideways, and above and under its rows."""
    return theme.pick(46, 16), theme.pick(26, 4)


def set_fact(theme: Theme, fact: Fact, width: int) -> FactRow:
    """Beside each other where they fit on a line, else on two lines of their own."""
    inner = width - 2 * card_padding(theme)[0]
    size = theme.type.body if theme.form != "small" else theme.type.least
    gap = theme.pick(32, 10)
    air = theme.pick(56, 6)
    label = wrap(str(fact.label), inner, size)
    value = fit(str(fact.value), inner - label.width - gap, (size,), "bold", lines=1)
    if value.whole and len(label.lines) == 1:
        return FactRow(fact, label, value, stacked=False, height=max(label.height, value.height) + air)
    narrow = wrap(str(fact.value), inner - label.width - gap, size, "bold")
    if len(label.lines) == 1 and narrow.whole and len(narrow.lines) == 2 and label.width < inner * 0.4:
        return FactRow(fact, label, narrow, stacked=False, height=narrow.height + air)
    value = wrap(str(fact.value), inner, size, "bold")
    height = label.height + value.height + theme.pick(10, 4) + air
    return FactRow(fact, label, value, stacked=True, height=height)


def facts_height(theme: Theme, rows: Sequence[FactRow]) -> int:
    """Height of a card with these rows."""
    return sum(row.height for row in rows) + 2 * card_padding(theme)[1]


class FactCard(Fixed):
    """The card. `box` is as high as `facts_height` says."""

    def __init__(self, box: Box, theme: Theme, rows: Sequence[FactRow]) -> None:
        super().__init__(box)
        colours = theme.colours
        sideways, above = card_padding(theme)
        rest = box.inset(sideways, above)
        with self.canvas:
            outlined(box, theme.corner, colours.surface, colours.line, theme.hairline)
        for index, row in enumerate(rows):
            place, rest = rest.from_top(row.height)
            if index:
                with self.canvas:
                    Color(*colours.line)
                    Rectangle(pos=(place.x, place.top - 1), size=(place.width, theme.hairline))
            self._draw(theme, place, row)

    def _draw(self, theme: Theme, place: Box, row: FactRow) -> None:
        colours = theme.colours
        ink = colours.tones["rose"].ink if row.fact.alert else colours.ink
        if row.stacked:
            between = theme.pick(10, 4)
            place = place.middle(place.width, row.label.height + row.value.height + between)
            top, place = place.from_top(row.label.height, between)
            self.add_widget(Words(row.label, top, colours.second))
            self.add_widget(Words(row.value, place, ink))
        else:
            self.add_widget(Words(row.label, place, colours.second))
            self.add_widget(Words(row.value, place, ink, "right"))
