"""What is personal does not print: a wrapper that shows itself masked wherever text is made by accident.

It is deliberately not a `str`: a subclass would leak through `+`, `join`, `%s` and every JSON encoder. Who
really needs the words calls `.reveal()`, which is easy to find in review; a reveal *to a person* is journaled
by whoever shows it.

`identity_number` is here because the law (居民身份证法 art. 15) and our own rule meet in it: no identity number is
kept anywhere.
"""

from __future__ import annotations

import re
from typing import NoReturn

_IDENTITY = re.compile(
    r"(?<![0-9])"
    r"[1-9][0-9]{5}"  # where it was issued
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"  # born on
    r"[0-9]{3}[0-9Xx]"
    r"(?![0-9])"
)


ADDRESSES = frozenset({"女士", "先生"})
"""How whoever gave no name is addressed: it says of nobody who they are, and masked it would look like a name."""


class Personal:
    """A piece of personal data: `str()`, `repr()`, f-strings and logging show only the first character and
    its length.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Personal) -> None:
        self._value: str = value.reveal() if isinstance(value, Personal) else value

    def reveal(self) -> str:
        """The real text. Every call is a decision."""
        return self._value

    def __str__(self) -> str:
        if self._value in ADDRESSES:
            return self._value
        return self._value[:1] + "*" * min(len(self._value) - 1, 8) if self._value else ""

    def __repr__(self) -> str:
        return f"Personal({str(self)!r})"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Personal", self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal data is not pickled")


def mask_phone(number: str) -> str:
    """A phone number for people's eyes: "138****5678". Short numbers lose everything but their last two
    digits.
    """
    if len(number) < 8:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def tail(card: str) -> str:
    """The last four characters of a card number, which is all that slips and screens show of it."""
    return card[-4:]


def identity_number(text: str) -> bool:
    """Whether a text contains something shaped like an 18-digit PRC identity number.

    The check digit is not looked at: a mistyped identity number is personal data too.
    """
    return len(text) >= 18 and _IDENTITY.search(re.sub(r"[\s-]", "", text)) is not None
