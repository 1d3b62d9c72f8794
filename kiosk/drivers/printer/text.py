"""The text back end: a slip as lines for a firmware that has a Chinese font (GB18030). Quicker than a picture, and plainer.

Everything is refused that would come out as something else: a character that takes more than two bytes is garbage on firmware
that knows only GBK. Columns are counted, because a Chinese character takes two. Frames become a rule above and below, and
codes are pictures, as in the other back end.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.drivers.printer import commands as esc
from kiosk.drivers.printer.bitmap import picture_of, stripes
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.layout import YUAN_FULL, YUAN_HALF, NotPrintable, plain
from kiosk.drivers.printer.wrapping import wrap
from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip

MAXIMUM_BYTES = 2


def columns(text: str) -> int:
    """Columns on the paper: what a character takes in GB18030 is what it takes in a firmware's font."""
    return len(_known(text).encode("gb18030"))


def encode(text: str) -> bytes:
    """GB18030, one or two bytes a character; whatever needs more becomes 〓."""
    return b"".join(
        code if len(code := each.encode("gb18030")) <= MAXIMUM_BYTES else "〓".encode("gb18030")
        for each in _known(text)
    )


def _known(text: str) -> str:
    """GBK has no half-width ¥, not even beside figures alone; the full-width one is what its fonts have."""
    return text.replace(YUAN_HALF, YUAN_FULL)


def lines_of(slip: Slip, width: int, dots: int, typeface: Typeface) -> bytes:
    """The slip as bytes, `width` columns and `dots` wide, without initialising and cutting. Raises `NotPrintable`."""
    writer = _Writer(width, dots, typeface)
    if slip.copy:
        writer.centred("*** 副本 COPY ***", bold=True)
    for block in slip.blocks:
        match block:
            case Line():
                writer.line(block)
            case Pair():
                writer.pair(plain(block.label), plain(block.value))
            case Rule():
                writer.raw("-" * width)
            case Frame():
                writer.frame(plain(block.caption), plain(block.value))
            case Code():
                writer.code(block)
    return writer.bytes()


class _Writer:
    def __init__(self, width: int, dots: int, typeface: Typeface) -> None:
        self._width = width
        self._dots = dots
        self._typeface = typeface
        self._parts: list[bytes] = [esc.CHINESE_ON]

    def bytes(self) -> bytes:
        return b"".join([*self._parts, esc.CHINESE_OFF])

    def raw(self, text: str, *, bold: bool = False, double: bool = False) -> None:
        row = encode(text)
        if len(row) * (2 if double else 1) > self._width:
            raise NotPrintable(f"a line of {len(row)} columns on {self._width}")
        if bold:
            row = esc.BOLD_ON + row + esc.BOLD_OFF
        if double:
            row = esc.DOUBLE_SIZE + row + esc.NORMAL_SIZE
        self._parts.append(row + b"\n")

    def line(self, block: Line) -> None:
        double = block.size == "large"
        width = self._width // 2 if double else self._width
        place: Callable[[str, int], str] = {"left": _left, "centre": _centred, "right": _right}[block.align]
        for text in wrap(plain(block.text), width, columns):
            self.raw(place(text, width), bold=block.bold, double=double)

    def centred(self, text: str, *, bold: bool = False, double: bool = False) -> None:
        width = self._width // 2 if double else self._width
        for each in wrap(text, width, columns):
            self.raw(_centred(each, width), bold=bold, double=double)

    def pair(self, label: str, value: str) -> None:
        if columns(label) + 2 + columns(value) <= self._width:
            self.raw(label + " " * (self._width - columns(label) - columns(value)) + value)
            return
        for text in wrap(label, self._width, columns):
            self.raw(text)
        for text in wrap(value, self._width - 2, columns):
            self.raw(_right(text, self._width))

    def frame(self, caption: str, value: str) -> None:
        self.raw("=" * self._width)
        self.centred(caption)
        self.centred(value, bold=True, double=True)
        self.raw("=" * self._width)

    def code(self, block: Code) -> None:
        picture = picture_of(Slip("code", (block,)), self._dots, self._typeface)
        self._parts.append(esc.raster(stripes(picture)))


def _left(text: str, _width: int) -> str:
    return text


def _right(text: str, width: int) -> str:
    return " " * max(0, width - columns(text)) + text


def _centred(text: str, width: int) -> str:
    return " " * (max(0, width - columns(text)) // 2) + text
