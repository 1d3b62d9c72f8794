"""One brand of the house as plain data, what floors are called, and the first letters by which a name is looked for.

Customers find their way by it, and every service that asks "from which shop?" (a card that was given for spending, a return, a
receipt) asks it of the same list. `key` is the merchant's number as the tills write it (商户号), so that a receipt and a brand
meet. Left out: who is a tenant and on what terms.
"""

from __future__ import annotations

import re

import msgspec

from kiosk.core.brands.initials import initials
from kiosk.link.texts import NAMES, Message, Text

_BELOW = re.compile(r"(?:B|-|地下|负)\s*(\d{1,2})")
_ABOVE = re.compile(r"\D*(\d{1,3})\D*")

NOWHERE = 0
"""The level of a floor whose name has no number."""

OTHERS = "#"
"""The letter of what begins with none."""


class Brand(msgspec.Struct, frozen=True):
    """One brand. `letters` are the first letters of its name in pinyin (XBK), upper case; `gone`: it is in the directory no
    more, and only what was recorded about it names it."""

    key: str
    name: str
    name_en: str = ""
    floor: str = ""
    unit: str = ""
    category: str = ""
    category_en: str = ""
    letters: str = ""
    phone: str = ""
    hours: str = ""
    way: str = ""
    way_en: str = ""
    gone: bool = False

    @property
    def title(self) -> Text:
        """What it is called, in either language."""
        return said(self.name, self.name_en)

    @property
    def letter(self) -> str:
        """The letter under which it is looked for."""
        first = (self.letters or initials(self.name))[:1]
        return first if "A" <= first <= "Z" else OTHERS

    @property
    def english_letter(self) -> str:
        """The same for its English name: who reads no pinyin looks for that."""
        first = initials(self.name_en)[:1]
        return first if "A" <= first <= "Z" else self.letter


UNLISTED = Brand("", "")
"""A shop that is not in the directory."""


def said(chinese: str, english: str) -> Text:
    """Data that is given in one language or in two; where there is one, everybody reads that."""
    name = chinese or english
    return Message(NAMES, name, arguments={"en": english or chinese}) if name else ""


def level(floor: str) -> int:
    """How high a floor is: 1 for 1F, -1 for B1; NOWHERE for a name without a number."""
    plain = floor.strip().upper()
    if (below := _BELOW.match(plain)) is not None:
        return -int(below[1])
    above = _ABOVE.fullmatch(plain)
    return int(above[1]) if above is not None else NOWHERE


def storeys(here: str, there: str) -> int | None:
    """How many floors up (below nothing: down) it is; there is none between B1 and 1F. None where a name tells nothing."""
    from_level, to_level = level(here), level(there)
    if from_level == NOWHERE or to_level == NOWHERE:
        return None
    return _counted(to_level) - _counted(from_level)


def _counted(one: int) -> int:
    return one - 1 if one > 0 else one
