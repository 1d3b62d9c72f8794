"""A report on the slip printer: each line of a table with its last figure at the right, and what else there is below it.

Nothing is narrower than a slip, so a table with many columns becomes lines; figures that are nothing are left out of the small
print. A very long table ends with how many lines are not on it: paper is for what is signed, the rest is on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.forms import words
from kiosk.core.reports import Cell, Money, Sheet, Span
from kiosk.core.service_slip import service_slip, signature
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.slips import Block, Line, Pair, Rule, Slip
from kiosk.link.texts import Message, Text

_ = Texts("core")

MOST_LINES = 80
"""Of one table: a metre of paper."""


def report_slip(visit: Visit, name: str, title: Text, made: Sequence[Sheet], span: Span) -> Slip:
    """The whole report, table under table, with lines for the names that sign it."""
    blocks: list[Block] = [Line(words.days_said(span), align="centre")]
    for sheet in made:
        blocks += [Rule(), Line(sheet.title, bold=True), *_table(sheet.turned())]
    number = f"{name.upper()}-{span.days[0]}"
    return service_slip(visit, "core.reports", title, *blocks, number=number, customer=False)


def _table(sheet: Sheet) -> Iterator[Block]:
    for field in sheet.head:
        yield Pair(field.label, _said(field.value))
    figure = _figure(sheet)
    if figure > 1:  # which of its figures stands at the right
        yield Pair(sheet.columns[0], sheet.columns[figure])
    for row in sheet.rows[:MOST_LINES]:
        yield from _row(sheet, row, figure)
    if len(sheet.rows) > MOST_LINES:
        left = len(sheet.rows) - MOST_LINES
        yield Line(
            _.plural("{count} more line is on the screen", "{count} more lines are on the screen", left)
        )
    if sheet.total:
        yield from _row(sheet, sheet.total, figure)
    if sheet.foot:
        yield Rule()
    for field in sheet.foot:
        yield Pair(field.label, _said(field.value))
    if sheet.note:
        yield Line(sheet.note, size="small")
    for label in sheet.signed:
        yield from signature(label)


def _figure(sheet: Sheet) -> int:
    """The column that stands at the right of each line."""
    return sheet.brief[-1] if sheet.brief else len(sheet.columns) - 1


def _row(sheet: Sheet, row: Sequence[Cell], figure: int) -> Iterator[Block]:
    label, named = _said(row[0]), {0, figure}
    for column in sheet.brief[1:-1]:
        cell = row[column]
        if cell and not isinstance(cell, int | Money):
            label = _("{first} · {second}", first=label, second=_said(cell))
            named.add(column)
    yield Pair(label, _said(row[figure]) if figure else "")
    small: Text = ""
    for column, (name, cell) in enumerate(zip(sheet.columns, row, strict=True)):
        if column not in named and _tells(cell):
            told = _("{label} {value}", label=name, value=_said(cell))
            small = _("{first} · {second}", first=small, second=told) if small else told
    if small:
        yield Line(small, size="small")


def _tells(cell: Cell) -> bool:
    return cell.fen != 0 if isinstance(cell, Money) else bool(cell)


def _said(cell: Cell) -> Text:
    if isinstance(cell, Message):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
