"""From what stands in a cell to what is stored, or a reason why not.

Spreadsheets are where member lists live, and what spreadsheets do to long numbers is why most rows fail:
13812345678 becomes 1.38E+10, a card number gets ".0". Such a number is gone; guessing it back would give
somebody another's card.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from kiosk.core.members.cards import normal_card
from kiosk.core.personal import identity_number
from kiosk.core.texts import Texts
from kiosk.link.texts import Message

_ = Texts("core")

MAXIMUM_AMOUNT = 100_000_000_00
"""Points, or fen, that nobody has: a hundred million yuan is a slipped column."""

_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+]?\d+|\d{7,}\.0+")
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_FORMULA = re.compile(r"[=+@\t]|-(?![-\s]*$)")
_LONG_NUMBER = re.compile(r"[0-9]{17}")
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"0\d{9,11}")
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}")
_FULL_DATE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))(?: 0?0:00(?::00)?)?"
)
_DAY_ONLY = re.compile(r"(?:--)?(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_AMOUNT = re.compile(r"[¥￥]?\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*元?")


class BadValue(Exception):
    """A cell that cannot be taken: a code for tests and programs, a reason for people."""

    def __init__(self, code: str, reason: Message) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def cleaned(text: str) -> str:
    """A cell without what spreadsheets wrap around it, in one line; raises BadValue for what cannot be seen."""
    if "\ufffd" in text:
        raise BadValue("unreadable", _("it has characters that were lost in an earlier conversion"))
    text = " ".join(text.split())
    if any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") for character in text):
        raise BadValue("invisible", _("it has invisible characters"))
    if (wrapped := _EXCEL_TEXT.fullmatch(text)) is not None:
        text = wrapped.group(1)
    return text.removeprefix("'").strip()


def card(text: str) -> str:
    """A card number in its stored form."""
    if not text:
        raise BadValue("card_missing", _("there is no card number"))
    _refuse_identity(text)
    if _SCIENTIFIC.fullmatch(text):
        raise BadValue("spreadsheet_number", _spreadsheet())
    number = normal_card(text)
    if not number:
        raise BadValue("card", _("a card number is 4 to 32 letters and digits"))
    return number


def name(text: str) -> str:
    """A name, as written, NFC."""
    text = unicodedata.normalize("NFC", text)
    if not text:
        raise BadValue("name_missing", _("there is no name"))
    _refuse_identity(text)
    if _LONG_NUMBER.search(unicodedata.normalize("NFKC", text)):
        raise BadValue("name", _("a name has no long number in it"))
    if _FORMULA.match(text):
        raise BadValue("formula", _("it would be a formula in a spreadsheet"))
    if len(text) > 64:
        raise BadValue("name_long", _("a name has 64 characters at most"))
    if not any(character.isalpha() for character in text):
        raise BadValue("name", _("a name has letters"))
    return text


def phone(text: str) -> str:
    """A phone number as digits ("+" before a foreign one); "" where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return ""
    _refuse_identity(plain)
    if _SCIENTIFIC.fullmatch(plain):
        raise BadValue("spreadsheet_number", _spreadsheet())
    digits = re.sub(r"[\s().-]", "", plain)
    home = re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))", "", digits)
    for shape in (_MOBILE, _LANDLINE):
        if shape.fullmatch(home):
            return home
    if _FOREIGN.fullmatch(digits) and not digits.startswith("+86"):
        return digits
    raise BadValue("phone", _("it is no phone number"))


def normal_phone(text: str) -> str:
    """The stored form of a phone number that somebody typed; "" when it is none."""
    try:
        return phone(text)
    except BadValue:
        return ""


def birthday(text: str, today: date) -> tuple[int, int] | None:
    """Month and day; the year is not kept. None where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return None
    if (full := _FULL_DATE.fullmatch(plain)) is not None:
        year, month, day = (int(group) for group in full.groups() if group is not None)
        if not 1900 <= year <= today.year:
            raise BadValue("birthday_year", _("the year of birth cannot be right"))
    elif (part := _DAY_ONLY.fullmatch(plain)) is not None:
        year, month, day = (
            2000,
            int(part.group(1)),
            int(part.group(2)),
        )  # a leap year: 02-29 is somebody's birthday
    else:
        raise BadValue("birthday_form", _("a birthday is written like 1990-05-03 or 05-03"))
    try:
        born = date(year, month, day)
    except ValueError:
        raise BadValue("birthday", _("there is no such day")) from None
    if year != 2000 and born > today:
        raise BadValue("birthday_year", _("the year of birth cannot be right"))
    return month, day


def tier(text: str) -> str:
    """The name of a card tier: tiers are data, and any short name will do."""
    plain = unicodedata.normalize("NFKC", text)
    _refuse_identity(plain)
    if len(plain) > 20:
        raise BadValue("tier_long", _("a card tier has 20 characters at most"))
    if _FORMULA.match(plain):
        raise BadValue("formula", _("it would be a formula in a spreadsheet"))
    return plain


def points(text: str) -> int:
    """A whole number of points; 0 where there are none."""
    value = _amount(text)
    if value != int(value):
        raise BadValue("points", _("points are whole"))
    return int(value)


def last_day(text: str, today: date) -> int:
    """The last day of points, yyyymmdd; 0 where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return 0
    match = _FULL_DATE.fullmatch(plain)
    if match is None:
        raise BadValue("last_day_form", _("a last day is written like 2027-12-31"))
    year, month, day = (int(group) for group in match.groups() if group is not None)
    try:
        last = date(year, month, day)
    except ValueError:
        raise BadValue("last_day", _("there is no such day")) from None
    if last < today:
        raise BadValue("last_day_over", _("these points have ended already"))
    return year * 10_000 + month * 100 + day


def principal(text: str) -> int:
    """An amount in yuan as fen; 0 where there is none."""
    fen = _amount(text) * 100
    if fen != int(fen):
        raise BadValue("amount_fraction", _("an amount has two decimals at most"))
    return int(fen)


def _amount(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return Decimal(0)
    match = _AMOUNT.fullmatch(plain)
    try:
        value = Decimal(match.group(1).replace(",", "")) if match else None
    except InvalidOperation:
        value = None
    if value is None:
        raise BadValue("amount", _("it is no amount"))
    if value < 0:
        raise BadValue("amount_negative", _("an opening balance is not negative"))
    if value * 100 > MAXIMUM_AMOUNT:
        raise BadValue("amount_large", _("the amount cannot be right"))
    return value


def _refuse_identity(text: str) -> None:
    if identity_number(unicodedata.normalize("NFKC", text)):
        raise BadValue("identity_number", _("it is shaped like an identity number, and those are never kept"))


def _spreadsheet() -> Message:
    return _("a spreadsheet made a number of it; format the column as text and export again")
