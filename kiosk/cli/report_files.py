"""A report as a file for a spreadsheet: CSV (RFC 4180) or a workbook.

A cell that begins like a formula is data from a label or a tag, and a spreadsheet would run it (CWE-1236): in CSV it gets an
apostrophe before it, as OWASP advises; in a workbook words are written as words, never parsed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.core.reports import Cell, Money, Sheet

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell of words must not begin with; the full-width signs too, which Excel takes for the others."""

SHEET_NAME = 31
"""Most characters of a worksheet's name; `[]:*?/\\` are not allowed in it either (Excel's own limits)."""

MONEY = "#,##0.00"
"""How a workbook shows an amount of yuan."""

WIDEST = 40
"""Characters of the widest column of a workbook."""


def safe(cell: Cell) -> str | int:
    """A cell for CSV: numbers as they are, money as 1234.56, words so that no program takes them for a formula."""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Money):
        return str(cell).replace(",", "")
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_csv(sheets: Sequence[Sheet]) -> str:
    """Every table below the other, an empty line between them; each row says which table it is of when there are several."""
    out = io.StringIO()
    writer = csv.writer(out)
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow(())
        writer.writerow((safe(sheet.title),))
        lines = (sheet.columns, *sheet.rows, *((sheet.total,) if sheet.total else ()))
        for row in (*lines, *_filled_in(sheet)):
            writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def _filled_in(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    """Below the table, wherever it stands on the form: a table begins with the names of its columns."""
    return ((one.label, one.value) for one in sheet.fields)


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """One worksheet for each table. Raises OSError where it cannot be written."""
    import xlsxwriter

    from kiosk.cli.report_text import width

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bottom": 1})
    foot = book.add_format({"bold": True, "top": 1})
    yuan = book.add_format({"num_format": MONEY})
    yuan_foot = book.add_format({"bold": True, "top": 1, "num_format": MONEY})
    try:
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(_name(str(sheet.title), number))
            rows = [(sheet.columns, head), *((row, None) for row in sheet.rows)]
            rows += [(sheet.total, foot)] if sheet.total else []
            rows += [(row, None) for row in _filled_in(sheet)]
            for line, (row, look) in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(line, column, cell, look)
                    elif isinstance(cell, Money):
                        page.write_number(line, column, cell.fen / 100, yuan_foot if look is foot else yuan)
                    else:
                        page.write_string(line, column, str(cell), look)
            for column in range(len(sheet.columns)):
                widest = max(width(str(row[column])) for row, _look in rows if column < len(row))
                page.set_column(column, column, min(widest + 2, WIDEST))
            page.freeze_panes(1, 0)
    finally:
        book.close()


def _name(title: str, number: int) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "-"
    return f"{number} {plain}"[:SHEET_NAME]
