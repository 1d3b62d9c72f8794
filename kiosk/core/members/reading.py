"""From a file of unknown origin to rows of text: encoding, delimiter, header, and one line at a time.

Member lists come out of tills and spreadsheets in whatever encoding the machine had. Which one it is, is
decided once for the file (by how many of its lines make sense); then every *physical line* is read by itself,
so that what is wrong with one (a torn character, a quotation mark that never closes) stays with that one. The
price is that a line break inside a quoted field is a fault; no field of ours has one.

Left out: guessing more encodings (Big5 and UTF-16 are told apart from ours, and refused with what to do).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from kiosk.core.members.report import ImportRefused
from kiosk.core.members.values import BadValue
from kiosk.core.texts import Texts

_ = Texts("core")

MAXIMUM_LINE = 64 * 1024
"""Bytes in the longest line that is read."""

_CHUNK = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)

COLUMNS: dict[str, tuple[str, ...]] = {
    "card": (
        "会员卡号",
        "卡号",
        "会员号",
        "card",
        "cardnumber",
        "cardno",
        "membercard",
        "membercardnumber",
        "membercardno",
    ),
    "name": ("姓名", "会员姓名", "name", "fullname", "membername"),
    "phone": (
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "电话号码",
        "联系电话",
        "phone",
        "phonenumber",
        "mobile",
        "telephone",
        "tel",
    ),
    "birthday": ("生日", "会员生日", "出生日期", "birthday", "birthdate", "dateofbirth"),
    "tier": ("卡种", "卡种名称", "卡类型", "会员等级", "tier", "type", "cardtier", "cardtype"),
    "points": ("积分", "期初积分", "积分余额", "points", "openingpoints", "pointsbalance"),
    "points_until": (
        "积分有效期",
        "积分有效期至",
        "积分到期日",
        "pointsuntil",
        "pointsexpiry",
        "pointslastday",
    ),
    "principal": ("储值本金", "本金", "期初本金", "principal", "openingprincipal"),
}
"""What a column may be called, after NFKC, without spaces, dashes and what stands in brackets."""

_REQUIRED = ("card", "name")
_IDENTITY = re.compile(r"身份证|证件号|idcard|idnumber|idno|identity|passport|护照")


class Sheet(msgspec.Struct, frozen=True):
    """What was found out about a file: how to read it, and which column is which."""

    encoding: str
    delimiter: str
    header_line: int
    width: int
    columns: dict[str, int]
    titles: dict[str, str]
    """What the file itself calls our columns, for faults."""
    known: dict[str, tuple[str, ...]]
    """What each could have been called: a line that has all of that is a header again."""
    ignored: tuple[str, ...]
    identity: tuple[str, ...]


class Row(msgspec.Struct, frozen=True):
    """One line: its cells by our names, or what is wrong with it as a whole."""

    line: int
    cells: dict[str, str]
    fault: BadValue | None = None


def opened(path: Path) -> BinaryIO:
    """The file, to be read; raises ImportRefused."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ImportRefused(_("{file} cannot be opened", file=path.name)) from error


def open_sheet(
    file: BinaryIO,
    path: Path,
    known: Mapping[str, tuple[str, ...]] = COLUMNS,
    required: Sequence[str] = _REQUIRED,
) -> Sheet:
    """Find out how to read a file, leaving it at its beginning; raises ImportRefused. `known`: what each column may be called
    (a member list's, where nothing is said), and which of them it must have."""
    encoding = _encoding(file)
    for line, raw in physical_lines(file):
        if raw is None:
            raise ImportRefused(_("the first line is too long for a list"), line)
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            raise ImportRefused(
                _("the header cannot be read as {encoding}", encoding=_said(encoding)), line
            ) from None
        if not text.strip(" \t,;|") or _SEPARATOR_LINE.fullmatch(text.strip()):
            continue
        sheet = _header(text, line, encoding, known, required)
        file.seek(0)
        return sheet
    raise ImportRefused(_("{file} is empty", file=path.name))


def rows(file: BinaryIO, sheet: Sheet) -> Iterator[Row]:
    """Every line after the header that is not blank."""
    for line, raw in physical_lines(file):
        if line <= sheet.header_line:
            continue
        try:
            if raw is None:
                raise BadValue("line_long", _("the line is too long"))
            cells = _cells(raw, sheet)
            if cells is not None:
                yield Row(line, {name: cells[index] for name, index in sheet.columns.items()})
        except BadValue as fault:
            yield Row(line, {}, fault)


def physical_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines without their ends (LF, CRLF or CR), however long the file; None for one that is too
    long.
    """
    number, rest, skipping = 0, b"", False
    while chunk := file.read(_CHUNK):
        lines = (rest + chunk).splitlines(keepends=True)
        # The last piece may go on, and its CR may be followed by an LF.
        rest = lines.pop()
        for line in lines:
            number += 1
            content = line.rstrip(b"\r\n")
            yield number, None if skipping or len(content) > MAXIMUM_LINE else content
            skipping = False
        if len(rest) > MAXIMUM_LINE and not rest.endswith((b"\r", b"\n")):
            rest, skipping = b"", True  # read on to its end without keeping it
    if rest or skipping:
        content = rest.rstrip(b"\r\n")
        yield number + 1, None if skipping or len(content) > MAXIMUM_LINE else content


def _encoding(file: BinaryIO) -> str:
    """UTF-8 or GB18030, by which of them more of the file's own lines can be; leaves the file at its
    beginning.
    """
    head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(_("this is UTF-16; save it as “CSV UTF-8”"))
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportRefused(_("this is a workbook; save its sheet as “CSV UTF-8”"))
    file.seek(0)
    if head.startswith(_BOM):
        return "utf-8-sig"
    telling = utf8 = 0
    for _line, raw in physical_lines(file):
        if raw is not None and not raw.isascii():
            telling += 1
            utf8 += _decodes(raw)
    file.seek(0)
    return "utf-8" if utf8 * 2 >= telling else "gb18030"


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _header(
    text: str, line: int, encoding: str, known: Mapping[str, tuple[str, ...]], required: Sequence[str]
) -> Sheet:
    candidates = [(_recognise(_split_header(text, delimiter), known), delimiter) for delimiter in _DELIMITERS]
    (columns, cells), delimiter = max(candidates, key=lambda candidate: len(candidate[0][0]))
    if required[0] not in columns and ("，" in text or "；" in text):
        raise ImportRefused(_("the columns are separated by full-width punctuation; use commas"), line)
    for needed in required:
        if needed not in columns:
            raise ImportRefused(
                _("there is no column {column}", column=f"{known[needed][0]} / {needed}"), line
            )
    double = [name for name, indexes in columns.items() if len(indexes) > 1]
    if double:
        raise ImportRefused(
            _("the column {column} is there twice", column=cells[columns[double[0]][1]]), line
        )
    used = {indexes[0] for indexes in columns.values()}
    others = [cell for index, cell in enumerate(cells) if index not in used and cell]
    return Sheet(
        encoding=encoding,
        delimiter=delimiter,
        header_line=line,
        width=len(cells),
        columns={name: indexes[0] for name, indexes in columns.items()},
        titles={name: cells[indexes[0]] for name, indexes in columns.items()},
        known=dict(known),
        ignored=tuple(cell for cell in others if not _IDENTITY.search(_key(cell))),
        identity=tuple(cell for cell in others if _IDENTITY.search(_key(cell))),
    )


def _split_header(text: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([text.lstrip("\ufeff")], delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return [" ".join(cell.split())[:40] for cell in cells]


def _recognise(
    cells: list[str], known: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, list[int]], list[str]]:
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        key = _key(cell)
        for name, names in known.items():
            if key in names:
                found.setdefault(name, []).append(index)
    return found, cells


def _key(cell: str) -> str:
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"\(.*?\)|[\s_:.*-]", "", plain)


def _cells(raw: bytes, sheet: Sheet) -> list[str] | None:
    """The line's cells; None for a blank line."""
    try:
        text = raw.decode("utf-8" if sheet.encoding == "utf-8-sig" else sheet.encoding)
    except UnicodeDecodeError:
        raise BadValue(
            "encoding", _("it cannot be read as {encoding}", encoding=_said(sheet.encoding))
        ) from None
    if "\0" in text:
        raise BadValue("invisible", _("it has invisible characters"))
    text = text.lstrip("\ufeff")  # two files, one behind the other
    try:
        cells = next(csv.reader([text], delimiter=sheet.delimiter, strict=True), [])
    except csv.Error:
        raise BadValue("quotes", _("its quotation marks are not in pairs")) from None
    if not any(cell.strip() for cell in cells):
        return None
    while len(cells) > sheet.width and not cells[-1].strip():
        cells.pop()
    if len(cells) != sheet.width:
        raise BadValue(
            "columns",
            _("it has {count} columns, and the header {expected}", count=len(cells), expected=sheet.width),
        )
    if all(_key(cells[index]) in sheet.known[name] for name, index in sheet.columns.items()):
        raise BadValue("header_again", _("it is the header again"))
    return cells


def _said(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8", "utf-8": "UTF-8"}.get(encoding, encoding.upper())
