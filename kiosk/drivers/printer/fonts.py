"""The typeface that slips are set in: the screen's own, read as files (nothing of the shell is imported).

A character that the font lacks is drawn as 〓, which a printer has always used for "there was something here", instead of an
empty box or nothing at all. Font objects are not shared between threads: each printer has its own `Typeface`.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import ImageFont

Weight: TypeAlias = Literal["regular", "bold"]

GETA = "〓"
FILES: dict[Weight, str] = {"regular": "ZhangguiSans-Regular.otf", "bold": "ZhangguiSans-Bold.otf"}
NOBODYS = "\U0010ffff"
"""A code point that no font has: what it draws is what the font draws for everything it lacks."""


class NoFont(Exception):
    """The font files are not where they should be; the package is damaged."""


def fonts_folder() -> Path:
    """Where the product's fonts are. Raises `NoFont`."""
    folder = resources.files("kiosk").joinpath("shell", "assets", "fonts")
    if not isinstance(folder, Path) or not folder.is_dir():
        raise NoFont(f"there are no fonts at {folder}")
    return folder


class Typeface:
    """Two weights at any size, measured and checked for what they lack."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or fonts_folder()
        self._fonts: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}
        self._lacking: dict[Weight, bytes] = {}
        self._known: dict[tuple[Weight, str], bool] = {}

    def font(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        """One weight at one size in pixels."""
        key = (weight, size)
        if key not in self._fonts:
            path = self._folder / FILES[weight]
            try:
                # The basic engine: our font has no feature that a shaping engine would add, and it is the same everywhere.
                self._fonts[key] = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
            except OSError as fault:
                raise NoFont(f"{path}: {fault}") from fault
        return self._fonts[key]

    def width(self, text: str, weight: Weight, size: int) -> float:
        """Pixels from the first character's origin to the last one's end."""
        return float(self.font(weight, size).getlength(text))

    def ink(self, text: str, weight: Weight, size: int) -> tuple[float, float]:
        """Pixels to the left and the right edge of what is really black."""
        mask, offset = self.font(weight, size).getmask2(text, mode="L", anchor="ls")
        box = mask.getbbox()  # getbbox() of the font would count a full-width bracket's empty half as well
        return (0.0, 0.0) if box is None else (float(offset[0] + box[0]), float(offset[0] + box[2]))

    def drawable(self, text: str, weight: Weight) -> str:
        """The text with every character that the font lacks replaced by 〓."""
        return "".join(each if self._has(each, weight) else GETA for each in text)

    def _has(self, character: str, weight: Weight) -> bool:
        if character in (" ", GETA):
            return True
        key = (weight, character)
        if key not in self._known:
            if weight not in self._lacking:
                self._lacking[weight] = self._shape(NOBODYS, weight)
            self._known[key] = self._shape(character, weight) != self._lacking[weight]
        return self._known[key]

    def _shape(self, character: str, weight: Weight) -> bytes:
        mask = self.font(weight, 24).getmask(character)
        return repr(mask.size).encode() + bytes(mask)
