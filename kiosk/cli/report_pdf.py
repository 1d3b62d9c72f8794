"""A report as the paper form it stands for: A4, a ruled grid under the form's name, what is filled in, who signs, page numbers.

Set in the product's own text font, of which a page takes only the characters it has. What the font lacks (a rare character of
somebody's name) is printed as 〓, as on slips: there was something, and the workbook has it. Wide tables lie on their side.
Made with fpdf2, which reads our OpenType font as it is (others want TrueType).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from kiosk.cli.report_text import SIGN_HERE, named, plain, split_words
from kiosk.core.reports import Cell, Money, Sheet
from kiosk.drivers.printer.fonts import FILES, GETA, fonts_folder

FAMILY = "zhanggui"
MARGIN = 15
"""Millimetres, as are all lengths here."""
TITLE, HEADING, BODY, SMALL = 18, 12, 10, 8
"""Sizes in points."""
LINE = 5.0
"""From one line of a cell to the next."""
PAD_X, PAD_Y = 1.6, 1.5
THIN, THICK = 0.15, 0.4
HEAD_FILL = 238
"""Of the row of names: a light grey."""
UPRIGHT_COLUMNS = 7
"""Tables with more columns lie on their side."""
NARROWEST = 14.0
NEVER_FIRST = frozenset("，。、；：？！）》」』】〉”’·,.;:?!)")
SIGNING = 11.0
"""Room for a name above its line."""


class Pages(FPDF):
    """The pages of one report: its head on each, its page numbers at their feet."""

    def __init__(self, title: str, days: str, made: str, numbered: str, *, lying: bool) -> None:
        """`numbered` has `{page}` and `{total}`; `made` says when it was."""
        super().__init__(orientation="landscape" if lying else "portrait", format="A4")
        self._head, self._days, self._made, self._numbered = title, days, made, numbered
        self.add_font(FAMILY, "", fonts_folder() / FILES["regular"])
        self.add_font(FAMILY, "B", fonts_folder() / FILES["bold"])
        self._drawn = {
            style: set(font.cmap)
            for style in ("", "B")
            if isinstance(font := self.fonts[FAMILY + style], TTFFont)
        }
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + LINE)
        self.set_title(title)

    def words(self, text: Cell, style: str = "") -> str:
        """A text on one line, every character of which this font has."""
        drawn = self._drawn[style]
        line = unicodedata.normalize("NFC", plain(str(text)))
        return "".join(sign if ord(sign) in drawn else GETA for sign in line)

    def write_in(self, style: str, size: float) -> None:
        """Go on in this weight and size."""
        self.set_font(FAMILY, style, size)

    def header(self) -> None:
        """Of every page."""
        self.write_in("B", TITLE)
        self.cell(0, LINE * 2, self.words(self._head, "B"), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.write_in("", BODY)
        self.cell(0, LINE, self.words(self._days), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(LINE / 2)

    def footer(self) -> None:
        """Of every page."""
        self.set_y(-MARGIN)
        self.write_in("", SMALL)
        number = self._numbered.replace("{page}", str(self.page_no())).replace("{total}", "{nb}")
        self.cell(0, LINE, self.words(self._made), align="L")
        self.set_x(self.l_margin)
        self.cell(0, LINE, self.words(number), align="R")

    def close_fonts(self) -> None:
        """The library leaves their files open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    @property
    def left_over(self) -> float:
        """Room down to the foot of this page."""
        return float(self.h - self.b_margin - self.get_y())


def write_pdf(
    path: Path, title: str, days: str, made: Sequence[Sheet], *, at: datetime, stamped: str, numbered: str
) -> None:
    """Write the report. Raises OSError where it cannot be written, `NoFont` where the product is damaged."""
    lying = any(len(sheet.columns) > UPRIGHT_COLUMNS for sheet in made)
    pages = Pages(title, days, stamped, numbered, lying=lying)
    try:
        pages.set_creation_date(at)
        pages.add_page()
        for sheet in made:
            _sheet(pages, sheet)
        path.write_bytes(bytes(pages.output()))
    finally:
        pages.close_fonts()


def _sheet(pages: Pages, sheet: Sheet) -> None:
    widths = _widths(pages, sheet)
    first = _cells(pages, sheet.columns, widths, "B")
    needed = LINE * 3 + _height(first) * 3
    if pages.left_over < needed:
        pages.add_page()
    pages.ln(LINE / 2)
    pages.write_in("B", HEADING)
    pages.multi_cell(0, LINE * 1.4, pages.words(sheet.title, "B"), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _fields(pages, [named(one.label, one.value) for one in sheet.head])
    right = _numbers(sheet)
    _row(pages, first, widths, [False] * len(widths), "B", first)
    for row in sheet.rows:
        _row(pages, _cells(pages, row, widths, ""), widths, right, "", first)
    if sheet.total:
        _row(pages, _cells(pages, sheet.total, widths, "B"), widths, right, "B", first)
    _fields(pages, [named(one.label, one.value) for one in sheet.foot])
    if sheet.note:
        pages.write_in("", BODY)
        for line in _fold(pages, pages.words(sheet.note), pages.epw):
            pages.cell(0, LINE, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _signatures(pages, sheet)


def _fields(pages: Pages, told: Sequence[str]) -> None:
    """Words of the form with what is filled in, beside each other as far as there is room."""
    if not told:
        return
    pages.ln(1)
    pages.write_in("", BODY)
    for each in told:
        text = pages.words(each)
        width = pages.get_string_width(text) + 8
        if pages.get_x() > pages.l_margin and pages.get_x() + width > pages.w - pages.r_margin:
            pages.ln(LINE * 1.3)
        for number, line in enumerate(_fold(pages, text, pages.epw)):
            if number:
                pages.ln(LINE * 1.3)
            pages.cell(width, LINE * 1.3, line)
    pages.ln(LINE * 1.5)


def _signatures(pages: Pages, sheet: Sheet) -> None:
    if not sheet.signed:
        return
    if pages.left_over < SIGNING:
        pages.add_page()
    pages.write_in("", BODY)
    pages.ln(SIGNING - LINE)
    room = pages.epw / len(sheet.signed)
    for label in sheet.signed:
        text = pages.words(named(label, ""))
        pages.cell(room, LINE, text + SIGN_HERE * 2)
    pages.ln(LINE * 1.5)


def _numbers(sheet: Sheet) -> list[bool]:
    """Which columns are figures, and so stand at the right."""
    lines = [*sheet.rows, *([sheet.total] if sheet.total else [])]
    return [
        any(isinstance(row[column], int | Money) for row in lines) and column > 0
        for column in range(len(sheet.columns))
    ]


def _widths(pages: Pages, sheet: Sheet) -> list[float]:
    """Each column as wide as its widest cell wants, made to fill the page, none below what a figure needs."""
    wanted = []
    rows = [sheet.columns, *sheet.rows, *([sheet.total] if sheet.total else [])]
    pages.write_in("B", BODY)
    for column in range(len(sheet.columns)):
        widest = max(pages.get_string_width(pages.words(row[column], "B")) for row in rows)
        wanted.append(max(NARROWEST, min(widest + 2 * PAD_X + 1, pages.epw / 2)))
    scale = pages.epw / sum(wanted)
    return [width * scale for width in wanted]


def _cells(pages: Pages, row: Sequence[Cell], widths: Sequence[float], style: str) -> list[list[str]]:
    pages.write_in(style, BODY)
    return [
        _fold(pages, pages.words(cell, style), width - 2 * PAD_X)
        for cell, width in zip(row, widths, strict=True)
    ]


def _fold(pages: Pages, text: str, room: float) -> list[str]:
    """In lines of at most `room`, in the font that is set: broken after a Chinese character, at a space, or where it must."""
    lines, line = [], ""
    for word in split_words(text):
        for part in [word] if pages.get_string_width(word.rstrip()) <= room else list(word):
            full = bool(line) and pages.get_string_width((line + part).rstrip()) > room
            if full and part[0] not in NEVER_FIRST:
                lines.append(line.rstrip())
                line = ""
            line += part
    return [*lines, line.rstrip()] if line or not lines else lines


def _height(cells: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in cells) * LINE + 2 * PAD_Y


def _row(
    pages: Pages,
    cells: list[list[str]],
    widths: Sequence[float],
    right: Sequence[bool],
    style: str,
    names: list[list[str]],
) -> None:
    """A row in its boxes. One that does not fit goes to the next page, under the columns' names; one higher than a page goes
    on there."""
    while True:
        if _height(cells) > pages.left_over and pages.left_over < pages.eph / 2:
            pages.add_page()
            if cells is not names:
                _boxes(pages, names, widths, [False] * len(widths), "B", fill=True)
        fits = max(1, int((pages.left_over - 2 * PAD_Y) / LINE))
        now = [lines[:fits] for lines in cells]
        _boxes(pages, now, widths, right, style, fill=cells is names)
        cells = [lines[fits:] for lines in cells]
        if not any(cells):
            return


def _boxes(
    pages: Pages,
    cells: Sequence[Sequence[str]],
    widths: Sequence[float],
    right: Sequence[bool],
    style: str,
    *,
    fill: bool,
) -> None:
    height, x, y = _height(cells), pages.l_margin, pages.get_y()
    pages.write_in(style, BODY)
    pages.set_line_width(THICK if style else THIN)
    pages.set_fill_color(HEAD_FILL)
    for lines, width, at_right in zip(cells, widths, right, strict=True):
        pages.rect(x, y, width, height, style="DF" if fill else "D")
        top = y + (height - len(lines) * LINE) / 2
        for number, line in enumerate(lines):
            pages.set_xy(x + PAD_X, top + number * LINE)
            pages.cell(
                width - 2 * PAD_X, LINE, line, align="R" if at_right else "C" if style and fill else "L"
            )
        x += width
    pages.set_xy(pages.l_margin, y + height)
