"""A report as lines of equal characters, for a terminal, a mail or the slip printer: columns under one another also where a
Chinese character takes the room of two Latin ones.

Widths are those of Unicode's East Asian Width (UAX #11): wide and full-width count two, marks that combine none. What is
ambiguous there ("·", "—") counts one, as terminals and our printer's own font have it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from kiosk.core.moments import date_of
from kiosk.core.reports import Cell, Field, Money, Sheet, Span
from kiosk.link.texts import Text

GAP = "  "
NARROWEST = 4
"""Columns of words are not squeezed below this; a table that still does not fit is written row by row (`_stacked`)."""


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def fold(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` columns, broken after a Chinese character or at a space; a long word where it must."""
    lines, line = [], ""
    for word in split_words(text):
        while width(line + word.rstrip()) > room:
            if line:
                lines += [line.rstrip()] if line.strip() else []  # of blanks alone nothing is to be seen
                line = ""
            elif width(word.rstrip()) > room:
                head = _head(word, room)
                lines.append(head)
                word = word[len(head) :]  # noqa: PLW2901  what is left of it
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def split_words(text: str) -> Iterable[str]:
    """A text in pieces between which a line may end."""
    word = ""
    for sign in text:
        word += sign
        if sign == " " or width(sign) == 2:
            yield word
            word = ""
    if word:
        yield word


def _head(word: str, room: int) -> str:
    head = ""
    for sign in word:
        if head and width(head + sign) > room:
            break
        head += sign
    return head


def plain(text: str) -> str:
    """A text on one line, without what moves a cursor or a printer's head."""
    return "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)


def days(span: Span) -> str:
    """2026-11-22, or 2026-11-01 – 2026-11-30."""
    first, last = date_of(span.days[0]), date_of(span.days[-1])
    return first if first == last else f"{first} – {last}"


def as_text(title: str, when: str, sheets: Sequence[Sheet], *, width: int) -> str:
    """The whole report, ending with a line break."""
    blocks = [_centred(title, width), _centred(when, width)]
    for sheet in sheets:
        blocks += ["", *fold(plain(str(sheet.title)), width), *_fields(sheet.head, width), "-" * width]
        blocks += [*_table(sheet, width), *_fields(sheet.foot, width)]
        if sheet.note:
            blocks += fold(plain(str(sheet.note)), width)
        blocks += [line for label in sheet.signed for line in fold(named(label, SIGN_HERE), width)]
    return "\n".join([*blocks, ""])


SIGN_HERE = "_" * 8


def named(label: Text, value: Cell) -> str:
    """A word of a form and what is filled in, with the colon of its language (both are in words already)."""
    label = plain(str(label))
    colon = "：" if label and width(label[-1]) == 2 else ": "
    return f"{label}{colon}{plain(str(value))}"


def _fields(fields: Sequence[Field], room: int) -> list[str]:
    return [line for one in fields for line in fold(named(one.label, one.value), room)]


def _centred(text: str, room: int) -> str:
    lines = fold(plain(text), room)
    return "\n".join(" " * ((room - width(line)) // 2) + line for line in lines)


def _table(sheet: Sheet, room: int) -> list[str]:
    rows = [tuple(_said(cell) for cell in row) for row in (sheet.columns, *sheet.rows)]
    total = [tuple(_said(cell) for cell in sheet.total)] if sheet.total else []
    cells = (*sheet.rows, *([sheet.total] if sheet.total else []))
    numbers = [
        all(isinstance(row[column], int | Money) or row[column] == "" for row in cells)
        and any(isinstance(row[column], int | Money) for row in cells)
        for column in range(len(sheet.columns))
    ]
    widths = _widths([*rows, *total], numbers, room)
    if sum(widths) + len(GAP) * (len(widths) - 1) > room:
        return [line for row in [*rows[1:], *total] for line in _stacked(rows[0], row, numbers, room)]
    lines = [line for row in rows for line in _row(row, widths, numbers)]
    if total:
        lines += ["-" * room, *_row(total[0], widths, numbers)]
    return lines


def _stacked(head: tuple[str, ...], row: tuple[str, ...], numbers: Sequence[bool], room: int) -> list[str]:
    """A row too wide for the paper: its words above, its figures below them, each with the name of its column."""
    words = " ".join(text for text, number in zip(row, numbers, strict=True) if not number and text)
    lines, line = fold(words, room), ""
    for name, text, number in zip(head, row, numbers, strict=True):
        if not number:
            continue
        pair = f"{name} {text}"
        if line and width(f"  {line}{GAP}{pair}") > room:
            lines.append(f"  {line}")
            line = ""
        line = f"{line}{GAP}{pair}" if line else pair
    return [*lines, *([f"  {line}"] if line else [])]


def _said(cell: Cell) -> str:
    return plain(str(cell))


def _widths(rows: Sequence[tuple[str, ...]], numbers: Sequence[bool], room: int) -> list[int]:
    """Each column as wide as its widest cell; the widest columns of words give way until the line fits."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    while sum(widths) + len(GAP) * (len(widths) - 1) > room:
        words = [column for column, number in enumerate(numbers) if not number and widths[column] > NARROWEST]
        if not words:
            break
        widths[max(words, key=lambda column: widths[column])] -= 1
    return widths


def _row(row: tuple[str, ...], widths: Sequence[int], numbers: Sequence[bool]) -> list[str]:
    cells = [fold(text, room) for text, room in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(len(cell) for cell in cells)):
        parts = []
        for cell, room, right in zip(cells, widths, numbers, strict=True):
            text = cell[number] if number < len(cell) else ""
            air = " " * (room - width(text))
            parts.append(air + text if right else text + air)
        lines.append(GAP.join(parts).rstrip())
    return lines
