"""The sheet as a picture of black dots, and the picture as bytes for the printer.

Grey makes no sense on thermal paper: text is drawn with smooth edges and cut at one level, which keeps the thin strokes of
dense characters (a straight one-bit rendering breaks them). The picture goes out as GS v 0 stripes, which every ESC/POS printer
has understood for twenty years, whatever fonts and code pages its firmware lacks.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageDraw

from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.layout import Box, Dashes, Sheet, Square, Words, lay_out
from kiosk.link.slips import Slip

INK_LEVEL = 118
"""Of 255: how light a smoothed dot may be and still be burnt. Higher is bolder."""

STRIPE_ROWS = 240
"""Rows in one GS v 0: 17 KB on 80 mm paper. Some firmware refuses more than 255."""

BORDER, RADIUS = 4, 14
DASH, PAUSE = 9, 6


def draw(sheet: Sheet, typeface: Typeface) -> Image.Image:
    """The picture of a sheet, mode `1`, black on white."""
    picture = Image.new("L", (sheet.width, sheet.height), 255)
    pen = ImageDraw.Draw(picture)
    for mark in sheet.marks:
        match mark:
            case Words():
                font = typeface.font(mark.weight, mark.size)
                at = (round(mark.x), round(mark.baseline))
                pen.text(at, mark.text, font=font, fill=255 if mark.white else 0, anchor="ls")
            case Dashes():
                for x in range(mark.left, mark.right, DASH + PAUSE):
                    pen.rectangle((x, mark.y, min(x + DASH, mark.right) - 1, mark.y + 2), fill=0)
            case Box():
                edges = (mark.left, mark.top, mark.right - 1, mark.bottom - 1)
                if mark.filled:
                    pen.rounded_rectangle(edges, RADIUS // 2, fill=0)
                else:
                    pen.rounded_rectangle(edges, RADIUS, outline=0, width=BORDER)
            case Square():
                _modules(pen, mark)
    return picture.point([0 if level < 255 - INK_LEVEL else 255 for level in range(256)]).convert(
        "1", dither=Image.Dither.NONE
    )


def picture_of(slip: Slip, width: int, typeface: Typeface) -> Image.Image:
    """A slip as the picture that will be on the paper. Raises `NotPrintable`."""
    return draw(lay_out(slip, width, typeface), typeface)


def stripes(picture: Image.Image) -> Iterator[tuple[int, int, bytes]]:
    """The picture from top to bottom as (bytes in a row, rows, bits); a set bit is black. The width is a multiple of 8."""
    if picture.mode != "1" or picture.width % 8:
        raise ValueError(
            f"a picture of mode 1 and a width of whole bytes is needed, not {picture.mode} {picture.width}"
        )
    row = picture.width // 8
    bits = bytes(255 - each for each in picture.tobytes())
    for top in range(0, picture.height, STRIPE_ROWS):
        rows = min(STRIPE_ROWS, picture.height - top)
        yield row, rows, bits[top * row : (top + rows) * row]


def _modules(pen: ImageDraw.ImageDraw, code: Square) -> None:
    for y, row in enumerate(code.rows):
        for x, dark in enumerate(row):
            if dark:
                left, top = code.left + x * code.dots, code.top + y * code.dots
                pen.rectangle((left, top, left + code.dots - 1, top + code.dots - 1), fill=0)
