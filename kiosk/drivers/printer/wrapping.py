"""Where a line may be broken. Chinese breaks between any two characters, but no line begins with 。or ends with （; English
breaks at spaces. Pure: the width of a text is a function that the back end passes in (pixels for the bitmap, columns for text).

Left out: hyphenation, and stretching lines to a straight right edge. A slip is read at arm's length, once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

NEVER_FIRST = frozenset("，。、；：？！）》」』】〉〕｝…—·％’”,.;:?!)]}%")
NEVER_LAST = frozenset("（《「『【〈〔｛￥‘“([{$#")


def is_wide(character: str) -> bool:
    """Takes two columns, and may be broken before and after."""
    return unicodedata.east_asian_width(character) in ("W", "F")


def columns(text: str) -> int:
    """The columns that a text takes: two for wide characters, none for combining marks, one for the rest."""
    return sum(0 if unicodedata.combining(each) else 2 if is_wide(each) else 1 for each in text)


def wrap(text: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """Break a text into lines of at most `limit`. Newlines are kept; a word that is longer than a line is cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in pieces(paragraph):
            if not line or width((line + piece).rstrip()) <= limit:
                line += piece if line else piece.lstrip()
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
            while width(line.rstrip()) > limit and len(line) > 1:
                head = _fitting(line, limit, width)
                lines.append(head.rstrip())
                line = line[len(head) :].lstrip()
        lines.append(line.rstrip())
    return lines


def balance(text: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """As `wrap`, in the same number of lines, as equal in length as possible: for centred text, which hates a
    lonely last word."""
    lines = wrap(text, limit, width)
    least, most = 0.0, float(limit)
    if len(lines) < 2:
        return lines
    while most - least > 1.0:
        middle = (least + most) / 2
        if len(wrap(text, middle, width)) > len(lines):
            least = middle
        else:
            most = middle
    return wrap(text, most, width)


def pieces(paragraph: str) -> list[str]:
    """What must stay together: a word with the space behind it, a wide character with the punctuation that clings to it."""
    found: list[str] = []
    for character in paragraph:
        last = found[-1][-1] if found else ""
        clings = last and (
            character == " "
            or character in NEVER_FIRST
            or found[-1].rstrip()[-1:] in NEVER_LAST  # also with a space behind it
            or not (is_wide(character) or is_wide(last) or last == " ")
        )
        if clings:
            found[-1] += character
        else:
            found.append(character)
    return found


def _fitting(text: str, limit: float, width: Callable[[str], float]) -> str:
    """The longest beginning that fits, and at least one character."""
    count = 1
    while count < len(text) and width(text[: count + 1]) <= limit:
        count += 1
    return text[:count]
