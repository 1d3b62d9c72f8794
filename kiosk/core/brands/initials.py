"""The first letters of a name in pinyin, without a dictionary: 星巴克 is XBK.

GB 2312 has its 3,755 common characters in the order of their pinyin, so that a character's place tells its letter. What is
rarer stands in the order of its strokes there, and what has several readings has one of them: for those the file says the
letters itself.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

_FIRST = (
    (0xB0A1, "A"), (0xB0C5, "B"), (0xB2C1, "C"), (0xB4EE, "D"), (0xB6EA, "E"), (0xB7A2, "F"), (0xB8C1, "G"),
    (0xB9FE, "H"), (0xBBF7, "J"), (0xBFA6, "K"), (0xC0AC, "L"), (0xC2E8, "M"), (0xC4C3, "N"), (0xC5B6, "O"),
    (0xC5BE, "P"), (0xC6DA, "Q"), (0xC8BB, "R"), (0xC8F6, "S"), (0xCBFA, "T"), (0xCDDA, "W"), (0xCEF4, "X"),
    (0xD1B9, "Y"), (0xD4D1, "Z"),
)  # fmt: skip
"""Where each letter's characters begin."""

_STARTS = tuple(start for start, _letter in _FIRST)
_RARE = 0xD7FA
"""From here on characters are in the order of their strokes."""


def initials(name: str) -> str:
    """One letter or digit for each character that has one; a word in Latin letters gives its first."""
    found, in_word = [], False
    for sign in unicodedata.normalize("NFKD", name).upper():
        if unicodedata.combining(sign) or sign in "'’":
            continue
        latin = sign.isascii() and sign.isalnum()
        if latin and not in_word:
            found.append(sign)
        elif not latin:
            found.append(_of(sign))
        in_word = latin
    return "".join(found)


def unknown_in(name: str) -> bool:
    """Whether a name begins with a character whose letter is not known here."""
    first = name.strip()[:1]
    return bool(first) and not first.isascii() and not initials(first)


def _of(sign: str) -> str:
    try:
        code = int.from_bytes(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return ""
    if not _STARTS[0] <= code < _RARE:
        return ""
    return _FIRST[bisect_right(_STARTS, code) - 1][1]
