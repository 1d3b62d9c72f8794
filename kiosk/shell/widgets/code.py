"""A QR code to photograph: black on white in every theme, each module a whole number of pixels, with its quiet zone."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk.shell.geometry import Box
from kiosk.shell.widgets.shapes import Fixed

QUIET = 4
"""Modules of white around the code; a reader needs them."""


def modules(text: str) -> list[bytes]:
    """The code's rows from the top, a byte for each module, 1 for black; its quiet zone included."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=False)
    return [bytes(row) for row in code.matrix_iter(scale=1, border=QUIET)]


class Code(Fixed):
    """The code in the middle of its box, as large as whole pixels allow."""

    def __init__(self, box: Box, text: str) -> None:
        super().__init__(box)
        rows = modules(text)
        side = len(rows) * max(1, min(box.width, box.height) // len(rows))
        place = box.middle(side, side)
        texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        data = b"".join(bytes(0 if one else 255 for one in row) for row in reversed(rows))
        texture.blit_buffer(data, colorfmt="luminance", bufferfmt="ubyte")
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=texture, pos=(place.x, place.y), size=(side, side))
