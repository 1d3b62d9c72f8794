"""A slip as marks at places on a sheet of dots. Pure geometry: nothing is drawn here, and nothing is known about a printer.

Set like a small poster rather than a till roll: one clear heading, the facts as label and value on a common edge, the one fact
that matters in a box, and the code large enough for a phone at arm's length. Four sizes, two weights, one rhythm.
All measures are for 72 mm paper (576 dots at 8 dots/mm) and shrink with narrower paper; text does not shrink below 20 dots.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec
import segno

from kiosk.drivers.printer.fonts import Typeface, Weight
from kiosk.drivers.printer.wrapping import balance, wrap
from kiosk.link.slips import Block, Code, Frame, Line, Pair, Rule, Slip
from kiosk.link.texts import Message, Text

FULL_WIDTH = 576
SMALL, NORMAL, CAPTION, LARGE, FRAMED = 24, 27, 26, 46, 50
LEAST_LARGE, LEAST_FRAMED = 36, 34
"""How small a heading or a framed value may become so as to stay on one line; beyond that it takes a second one."""

LEADING = {"small": 1.42, "normal": 1.45, "large": 1.3}
LEAST_SIZE = 20
MARGIN = 20
TOP, BOTTOM = 4, 30
"""Little at the top, where the way from the knife to the print head leaves 12 mm empty anyway."""

CODE_DOTS = 232
CODE_MODULE_LEAST = 4
"""Dots for a module of a QR code: 0.5 mm, below which phones begin to fail on thermal paper."""

HOLLOW = frozenset("（《「『【〈“‘￥")
"""Characters whose left half is empty."""

YUAN_HALF, YUAN_FULL = "\u00a5", "\uffe5"


Align: TypeAlias = Literal["left", "centre", "right"]


class Words(msgspec.Struct, frozen=True):
    """Text on a baseline: `x` is where the first character begins."""

    x: float
    baseline: float
    text: str
    weight: Weight
    size: int
    white: bool = False


class Dashes(msgspec.Struct, frozen=True):
    """A dashed line across the sheet."""

    left: int
    right: int
    y: int


class Box(msgspec.Struct, frozen=True):
    """A rounded rectangle: a border, or filled with ink."""

    left: int
    top: int
    right: int
    bottom: int
    filled: bool = False


class Square(msgspec.Struct, frozen=True):
    """A QR code: rows of modules, `dots` wide each."""

    left: int
    top: int
    dots: int
    rows: tuple[bytes, ...]


Mark: TypeAlias = Words | Dashes | Box | Square


class Sheet(msgspec.Struct, frozen=True):
    """A slip laid out: its size in dots and its marks."""

    width: int
    height: int
    marks: tuple[Mark, ...]


class NotPrintable(Exception):
    """This slip cannot be laid out: a mistake of who made it."""


def plain(text: Text) -> str:
    """The words of a text, with Chinese money signs made full-width. A slip arrives localised; a `Message` is refused."""
    if isinstance(text, Message):
        raise NotPrintable(f"the text {text.id!r} has not been put into words")
    return text.replace(YUAN_HALF, YUAN_FULL) if any(each >= "\u2e80" for each in text) else text


def lay_out(slip: Slip, width: int, typeface: Typeface) -> Sheet:
    """Lay a slip out for paper of `width` dots. Raises `NotPrintable`."""
    composer = _Composer(width, typeface)
    if slip.copy:
        composer.banner("副本  COPY")
    before: Block | None = None
    for block in slip.blocks:
        composer.gap(before, block)
        composer.block(block)
        before = block
    return composer.sheet()


class _Composer:
    """Goes down the sheet, leaving marks."""

    def __init__(self, width: int, typeface: Typeface) -> None:
        self._width = width
        self._face = typeface
        self._left = self._scaled(MARGIN)
        self._right = width - self._left
        self._y = float(self._scaled(TOP))
        self._marks: list[Mark] = []

    def sheet(self) -> Sheet:
        return Sheet(self._width, round(self._y) + self._scaled(BOTTOM), tuple(self._marks))

    def gap(self, before: Block | None, block: Block) -> None:
        """Air between two blocks: things that belong together stand together."""
        if before is None:
            return
        air = {Rule: 16, Frame: 18, Code: 20}.get(type(block), 2)
        if isinstance(before, Rule):
            air = max(air, 14)
        elif isinstance(before, Frame | Code):
            air = max(air, 16)
        elif isinstance(before, Line) and isinstance(block, Line):
            air = 2 if before.align == block.align else 12
        elif type(before) is not type(block) and not isinstance(block, Rule):
            air = max(air, 12)
        self._y += self._scaled(air)

    def block(self, block: Block) -> None:
        match block:
            case Line():
                self._line(block)
            case Pair():
                self._pair(plain(block.label), plain(block.value))
            case Rule():
                self._marks.append(Dashes(self._left, self._right, round(self._y)))
                self._y += 3
            case Frame():
                self._frame(plain(block.caption), plain(block.value))
            case Code():
                self._code(block.data, plain(block.caption))

    def banner(self, text: str) -> None:
        """White on black across the sheet: nobody takes this slip for the first one."""
        size = self._size(NORMAL)
        height = round(size * 1.7)
        top = round(self._y)
        self._marks.append(Box(self._left, top, self._right, top + height, filled=True))
        self._set(text, "bold", size, "centre", top + height * 0.69, white=True)
        self._y = top + height + self._scaled(18)

    # ------------------------------------------------------------------------------------------ blocks

    def _line(self, block: Line) -> None:
        text = plain(block.text)
        weight: Weight = "bold" if block.bold else "regular"
        size = self._size({"small": SMALL, "normal": NORMAL, "large": LARGE}[block.size])
        space = self._right - self._left
        if block.size == "large":
            size = self._shrunk(text, weight, size, self._size(LEAST_LARGE), space)
        for each in self._wrapped(text, weight, size, space, balanced=block.align == "centre"):
            self._advance(each, weight, size, block.align, LEADING[block.size])

    def _pair(self, label: str, value: str) -> None:
        """The value ends at the right edge; one that needs several lines is a block there, its lines beginning alike."""
        size = self._size(NORMAL)
        space = self._right - self._left
        label_lines = self._wrapped(label, "regular", size, space * 0.5)
        beside = (
            space - self._scaled(24) - max(self._face.width(each, "regular", size) for each in label_lines)
        )
        value_lines = self._wrapped(value, "bold", size, beside)
        top = self._y
        for each in label_lines:
            self._advance(each, "regular", size, "left", LEADING["normal"])
        bottom, self._y = self._y, top
        if len(value_lines) == 1:
            self._advance(value_lines[0], "bold", size, "right", LEADING["normal"])
        else:
            widest = max(self._face.ink(each, "bold", size)[1] for each in value_lines)
            for each in value_lines:
                self._advance(each, "bold", size, "left", LEADING["normal"], left=self._right - widest)
        self._y = max(self._y, bottom)

    def _frame(self, caption: str, value: str) -> None:
        top = round(self._y)
        inside = self._right - self._left - 2 * self._scaled(18)
        self._y += self._scaled(18)
        size = self._size(CAPTION)
        for text in self._wrapped(caption, "regular", size, inside, balanced=True):
            self._advance(text, "regular", size, "centre", 1.35)
        self._y += self._scaled(4)
        size = self._shrunk(value, "bold", self._size(FRAMED), self._size(LEAST_FRAMED), inside)
        for text in self._wrapped(value, "bold", size, inside, balanced=True):
            self._advance(text, "bold", size, "centre", 1.26)
        self._y += self._scaled(14)
        self._marks.append(Box(self._left, top, self._right, round(self._y)))

    def _code(self, data: str, caption: str) -> None:
        try:
            code = segno.make(data, error="m", micro=False)
        except (segno.DataOverflowError, ValueError) as fault:
            raise NotPrintable(f"{len(data)} characters do not fit into a QR code") from fault
        rows = tuple(bytes(row) for row in code.matrix)
        dots = max(CODE_MODULE_LEAST, self._scaled(CODE_DOTS) // len(rows))
        side = dots * len(rows)
        if side > self._width - 8 * dots:  # four modules of quiet zone at each side
            raise NotPrintable(f"a QR code of {len(rows)} modules does not fit on {self._width} dots")
        self._marks.append(Square((self._width - side) // 2, round(self._y), dots, rows))
        self._y += side + self._scaled(8)
        size = self._size(SMALL)
        for text in self._wrapped(caption, "regular", size, self._right - self._left, balanced=True):
            self._advance(text, "regular", size, "centre", LEADING["small"])

    # ------------------------------------------------------------------------------------------ setting

    def _wrapped(
        self, text: str, weight: Weight, size: int, limit: float, *, balanced: bool = False
    ) -> list[str]:
        breaker = balance if balanced else wrap
        words = self._face.drawable(text, weight)
        return breaker(words, limit, lambda part: self._face.width(part, weight, size))

    def _shrunk(self, text: str, weight: Weight, size: int, least: int, limit: float) -> int:
        """The largest size from `size` down to `least` at which the text fits on one line; `size` when none does."""
        width = self._face.width(self._face.drawable(text, weight), weight, size)
        fitting = min(size, int(size * limit / max(width, 1.0)))
        return fitting if fitting >= least else size

    def _advance(
        self, text: str, weight: Weight, size: int, align: Align, leading: float, left: float | None = None
    ) -> None:
        """One line of text, and down to the next. `left` is where left-aligned text begins, if not at the margin."""
        height = size * leading
        # A Chinese character stands from 0.88 above to 0.12 below its baseline.
        self._set(text, weight, size, align, self._y + (height - size) / 2 + size * 0.88, left=left)
        self._y += height

    def _set(
        self,
        text: str,
        weight: Weight,
        size: int,
        align: Align,
        baseline: float,
        *,
        left: float | None = None,
        white: bool = False,
    ) -> None:
        """Aligned by what is black, so that a full-width bracket at an edge does not leave a dent in it."""
        if not text.strip():
            return
        first, last = self._face.ink(text, weight, size)
        if align == "left":
            x = (self._left if left is None else left) - (first if text[0] in HOLLOW else 0.0)
        elif align == "right":
            x = self._right - last
        else:
            x = (self._left + self._right - first - last) / 2
        self._marks.append(Words(x, baseline, text, weight, size, white))

    def _scaled(self, dots: int) -> int:
        return max(1, round(dots * self._width / FULL_WIDTH))

    def _size(self, dots: int) -> int:
        return max(LEAST_SIZE, self._scaled(dots))
