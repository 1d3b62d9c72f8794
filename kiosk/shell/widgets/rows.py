"""A table's head and rows. A row is a target as wide as the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.link.prompts import Row
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import DOT, Setting, line_height, wrap
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.text import Icon, Words


def column_boxes(box: Box, theme: Theme, count: int, widths: Sequence[int]) -> list[Box]:
    """The columns of a row in `box`, by their shares of the whole."""
    shares = list(widths) if len(widths) == count else [1] * count
    gap = theme.pick(24, 10)
    room = box.width - gap * (count - 1)
    whole = sum(shares) or 1
    boxes: list[Box] = []
    x, used = box.x, 0
    for share in shares:
        used += share
        right = box.x + gap * len(boxes) + round(room * used / whole)
        boxes.append(Box(x, box.y, right - x, box.height))
        x = right + gap
    return boxes


@dataclass(frozen=True)
class SetRow:
    """A row that has been set for a width."""

    row: Row
    cells: tuple[Setting, ...]
    height: int
    stacked: bool = False
    """The first cell above the others: a small panel has no room for columns of large letters."""


def _inner(theme: Theme, box: Box) -> Box:
    inner = box.inset(theme.pick(28, 12), 0)
    return inner.from_right(theme.type.least, theme.pick(8, 4))[1]


def set_row(theme: Theme, row: Row, box: Box, count: int, widths: Sequence[int]) -> SetRow:
    """Cells wrap in their columns; nothing is cut."""
    places = column_boxes(_inner(theme, box), theme, count, widths)
    size = theme.type.least
    cells = tuple(
        wrap(str(cell), place.width, size, "bold" if index == 0 else "regular")
        for index, (cell, place) in enumerate(zip(row.cells, places, strict=False))
    )
    air = 2 * theme.pick(28, 8)
    if theme.form == "small" and not all(cell.whole and len(cell.lines) == 1 for cell in cells):
        room = _inner(theme, box).width
        first, rest = str(row.cells[0]), DOT.join(str(cell) for cell in row.cells[1:] if str(cell))
        cells = (wrap(first, room, size, "bold"), *([wrap(rest, room, size)] if rest else []))
        return SetRow(row, cells, _stacked_height(theme, cells), stacked=True)
    height = max((cell.height for cell in cells), default=0) + air
    return SetRow(row, cells, max(height, theme.target))


def _stacked_height(theme: Theme, cells: Sequence[Setting]) -> int:
    return max(sum(cell.height + theme.px(4) for cell in cells) + 2 * theme.pick(28, 8), theme.target)


def break_row(theme: Theme, row: SetRow, room: int) -> tuple[SetRow | None, SetRow]:
    """The lines of a stacked row that fit in `room`, and the rest of them, each a row that is pressed like the whole."""
    head: list[Setting] = []
    tail: list[Setting] = []
    for cell in row.cells:
        count = 0 if tail else len(cell.lines)
        while count and _stacked_height(theme, [*head, _lines(cell, 0, count)]) > room:
            count -= 1
        if count:
            head.append(_lines(cell, 0, count))
        if count < len(cell.lines):
            tail.append(_lines(cell, count, len(cell.lines)))
    if not row.stacked or not head or not tail:
        return None, row

    def some(cells: list[Setting]) -> SetRow:
        return replace(row, cells=tuple(cells), height=_stacked_height(theme, cells))

    return some(head), some(tail)


def _lines(setting: Setting, first: int, last: int) -> Setting:
    lines = setting.lines[first:last]
    return replace(setting, lines=lines, height=line_height(setting.size, setting.weight, len(lines)))


class TableHead(Fixed):
    """The columns' names, above the rows."""

    def __init__(self, box: Box, theme: Theme, columns: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__(box)
        places = column_boxes(_inner(theme, box), theme, len(columns), widths)
        for name, place in zip(columns, places, strict=True):
            self.add_widget(Words(wrap(name, place.width, theme.type.least), place, theme.colours.second))


def head_height(theme: Theme, columns: Sequence[str], widths: Sequence[int], box: Box) -> int:
    """Height of the head, whose names may wrap."""
    places = column_boxes(_inner(theme, box), theme, len(columns), widths)
    settings = [
        wrap(name, place.width, theme.type.least) for name, place in zip(columns, places, strict=True)
    ]
    return max((setting.height for setting in settings), default=0) + theme.pick(16, 6)


class TableRow(Pressable):
    """One row; `alert` draws it on the warning ground, with a sign."""

    def __init__(
        self,
        box: Box,
        theme: Theme,
        row: SetRow,
        count: int,
        widths: Sequence[int],
        action: Callable[[], object],
    ) -> None:
        colours = theme.colours
        rose = theme.pair("rose")
        alert = row.row.alert
        super().__init__(
            box,
            theme.pick(24, 12),
            key=row.row.key,
            action=action,
            fill=rose.tint if alert else colours.surface,
            pressed=colours.pressed,
            line=rose.line if alert else colours.line,
            line_width=theme.hairline,
        )
        self.label = str(row.row.cells[0]) if row.row.cells else ""
        inner = _inner(theme, box)
        ink = rose.ink if alert else colours.ink
        if row.stacked:
            rest = inner.middle(inner.width, sum(cell.height + theme.px(4) for cell in row.cells))
            for setting in row.cells:
                place, rest = rest.from_top(setting.height, theme.px(4))
                self.add_widget(Words(setting, place, ink))
        else:
            for setting, place in zip(row.cells, column_boxes(inner, theme, count, widths), strict=False):
                self.add_widget(Words(setting, place, ink))
        mark = theme.type.least
        place = box.inset(theme.pick(28, 12), 0).from_right(mark)[0]
        self.add_widget(
            Icon("error" if alert else "chevron_right", mark, place, ink if alert else colours.second)
        )
