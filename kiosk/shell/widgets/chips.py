"""Small figures above a board: read only, so they need no finger's height."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Chip
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import line_height, width_of
from kiosk.shell.widgets.shapes import Fixed, outlined
from kiosk.shell.widgets.text import line


def _sizes(theme: Theme) -> tuple[int, int, int, int]:
    size = theme.type.least
    return size, theme.pick(28, 12), theme.pick(20, 8), line_height(size) + 2 * theme.pick(18, 4)


def chip_rows(theme: Theme, chips: Sequence[Chip], width: int) -> list[list[Chip]]:
    """The chips in rows that fit the width."""
    size, pad, gap, _ = _sizes(theme)
    rows: list[list[Chip]] = []
    left = -1
    for chip in chips:
        need = width_of(str(chip.label), size, "bold") + 2 * pad
        if left < need:
            rows.append([])
            left = width
        rows[-1].append(chip)
        left -= need + gap
    return rows


def chips_width(theme: Theme, chips: Sequence[Chip]) -> int:
    """Width of all of them on one line."""
    size, pad, gap, _ = _sizes(theme)
    widths = [width_of(str(chip.label), size, "bold") + 2 * pad for chip in chips]
    return sum(widths) + gap * max(0, len(chips) - 1)


def chips_height(theme: Theme, chips: Sequence[Chip], width: int) -> int:
    """Height of all rows."""
    rows = len(chip_rows(theme, chips, width))
    _, _, gap, height = _sizes(theme)
    return rows * height + max(0, rows - 1) * gap


class Chips(Fixed):
    """The chips in `box`, row by row."""

    def __init__(self, box: Box, theme: Theme, chips: Sequence[Chip]) -> None:
        super().__init__(box)
        size, pad, gap, height = _sizes(theme)
        rest = box
        for row in chip_rows(theme, chips, box.width):
            strip, rest = rest.from_top(height, gap)
            for chip in row:
                text = str(chip.label)
                pair = theme.pair(chip.tone)
                plain = chip.tone == "plain"
                place, strip = strip.from_left(width_of(text, size, "bold") + 2 * pad, gap)
                with self.canvas:
                    outlined(
                        place,
                        theme.pick(28, 14),
                        theme.colours.surface if plain else pair.tint,
                        theme.colours.line if plain else pair.line,
                        theme.hairline,
                    )
                ink = theme.colours.ink if plain else pair.ink
                self.add_widget(line(text, size, place, ink, "regular" if plain else "bold", "centre"))
