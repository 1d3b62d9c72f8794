"""Reading the directory from a spreadsheet's CSV: `kiosk brands import`.

The whole file is read first and written in one transaction, as often as one likes: a brand that is there as the file has it is
left alone, one that differs is changed, and what is in no file any more goes only when the file is said to be the whole
directory. A line that is wrong costs no other. Nothing of it is personal: a person's mobile number is refused (A10).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from kiosk.core.brands.initials import initials, unknown_in
from kiosk.core.brands.records import NOWHERE, Brand, level
from kiosk.core.members.reading import Row, Sheet, open_sheet, opened, rows
from kiosk.core.members.report import ImportRefused, RowFault
from kiosk.core.members.values import BadValue, cleaned
from kiosk.core.texts import Texts
from kiosk.core.unlawful import unlawful

_ = Texts("core")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("商户号", "商户编号", "品牌编号", "编号", "merchant", "merchantno", "key", "id"),
    "name": ("品牌名称", "品牌", "店名", "店铺名称", "名称", "name", "brand", "shop"),
    "name_en": ("英文名称", "英文名", "englishname", "nameen"),
    "floor": ("楼层", "floor", "level"),
    "unit": ("铺位号", "铺位", "单元", "unit", "unitno"),
    "category": ("业态", "类别", "品类", "category", "kind"),
    "category_en": ("业态英文", "英文业态", "categoryen", "englishcategory"),
    "letters": ("拼音首字母", "首字母", "拼音", "letters", "initials", "pinyin"),
    "phone": ("电话", "店铺电话", "联系电话", "phone", "telephone", "tel"),
    "hours": ("营业时间", "hours", "openinghours"),
    "way": ("指引", "位置说明", "怎么走", "way", "directions"),
    "way_en": ("英文指引", "指引英文", "wayen", "directionsen"),
}
REQUIRED = ("key", "name", "floor")

MOST = 5_000
"""Brands in one directory: the largest malls have some hundreds."""

LONGEST = {
    "key": 20, "name": 20, "name_en": 30, "floor": 8, "unit": 20, "category": 12, "category_en": 24,
    "letters": 20, "phone": 20, "hours": 24, "way": 40, "way_en": 80,
}  # fmt: skip
"""Characters of each column: what fits a line of the screen."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")
_PHONE = re.compile(r"[0-9+() -]{3,20}(?:\s*(?:转|ext\.?)\s*[0-9]{1,6})?")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")


class Directory(msgspec.Struct, frozen=True):
    """What a file says: its brands, and the lines that could not be taken. `silent`: brands whose first letter nobody knows."""

    brands: tuple[Brand, ...]
    faults: tuple[RowFault, ...]
    silent: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    """Keys of lines that could not be taken: what is known of those brands stays."""


def read_directory(path: Path) -> Directory:
    """The file as a directory; raises ImportRefused when it is none at all."""
    brands: dict[str, Brand] = {}
    lines: dict[str, int] = {}
    faults: list[RowFault] = []
    unread: set[str] = set()
    with opened(path) as file:
        sheet = open_sheet(file, path, COLUMNS, REQUIRED)
        for row in rows(file, sheet):
            read = _read(row, sheet)
            if isinstance(read, RowFault):
                faults.append(read)
                unread.add(unicodedata.normalize("NFKC", row.cells.get("key", "")).strip())
            elif read.key in brands:
                reason = _("the same merchant is in line {line}", line=lines[read.key])
                faults.append(RowFault(row.line, sheet.titles["key"], "key_twice", reason))
            elif len(brands) == MOST:
                raise ImportRefused(_("a directory has {count} brands at most", count=MOST), row.line)
            else:
                brands[read.key], lines[read.key] = read, row.line
    silent = tuple(one.name for one in brands.values() if not one.letters and unknown_in(one.name))
    return Directory(tuple(brands.values()), tuple(faults), silent, sheet.ignored, frozenset(unread - {""}))


def _read(row: Row, sheet: Sheet) -> Brand | RowFault:
    if row.fault is not None:
        return RowFault(row.line, "", row.fault.code, row.fault.reason)
    read: dict[str, str] = {}
    for column, text in row.cells.items():
        try:
            read[column] = _READERS.get(column, _words)(_short(column, cleaned(text)))
        except BadValue as fault:
            return RowFault(row.line, sheet.titles[column], fault.code, fault.reason)
    return Brand(gone=False, **read)


def _short(column: str, text: str) -> str:
    if len(text) > LONGEST[column]:
        raise BadValue("long", _("it has {count} characters at most", count=LONGEST[column]))
    return text


def _words(text: str) -> str:
    """What is shown to everybody."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if plain[:1] in ("=", "@"):
        raise BadValue("formula", _("it would be a formula in a spreadsheet"))
    for phrase in unlawful(plain):
        raise BadValue(
            "unlawful", _("“{words}” may not be said ({source})", words=phrase.words, source=phrase.source)
        )
    return plain


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _KEY.fullmatch(plain):
        raise BadValue("key", _("a merchant is 1 to 20 letters and digits, as the tills write it"))
    return plain


def _name(text: str) -> str:
    plain = _words(text)
    if not any(sign.isalnum() for sign in plain):
        raise BadValue("name_missing", _("there is no name"))
    return plain


def _floor(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _words(text)).upper()
    if level(plain) == NOWHERE:
        raise BadValue("floor", _("a floor is written like 1F, 3 or B1"))
    return plain


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().replace(" ", "")
    if not all(sign.isascii() and sign.isalnum() for sign in plain):
        raise BadValue("letters", _("the first letters are A to Z, as in XBK for 星巴克"))
    return plain


def _phone(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _words(text))
    if plain and not _PHONE.fullmatch(plain):
        raise BadValue("phone", _("it is no phone number"))
    if _MOBILE.fullmatch(re.sub(r"[^0-9]", "", plain)):
        raise BadValue("mobile", _("it is somebody's mobile phone; a directory has the shop's own number"))
    return plain


_READERS: Mapping[str, Callable[[str], str]] = {
    "key": _key,
    "name": _name,
    "floor": _floor,
    "letters": _letters,
    "phone": _phone,
}


def with_letters(brand: Brand) -> Brand:
    """The brand as it is kept: with its letters filled in where the file has none."""
    return brand if brand.letters else msgspec.structs.replace(brand, letters=initials(brand.name))
