"""A slip that was printed, as a test looks at it: its words, its code, and the picture that is on the paper.

The picture is set by the printer driver's own layout, so it shows what a customer holds: tofu, a cut name, a code that is
too dense. `picture.save("slip.png")`, and look at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.link.slips import Block, Code, Frame, Line, Pair, Rule, Slip

if TYPE_CHECKING:
    from PIL import Image

PAPER_DOTS = 576
"""72 mm of paper at 8 dots/mm: what an 80 mm receipt printer has."""


class PrintedSlip(msgspec.Struct, frozen=True):
    """One slip, in the order of printing; `kind` is the plugin's own word for it."""

    slip: Slip

    @property
    def kind(self) -> str:
        """What the plugin calls it, "lending.borrowed"."""
        return self.slip.kind

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What it is made of."""
        return self.slip.blocks

    @property
    def language(self) -> str:
        """The language that it was printed in."""
        return self.slip.language

    @property
    def copy(self) -> bool:
        """Whether it says that it is a copy."""
        return self.slip.copy

    @property
    def text(self) -> str:
        """Every word on it, a line for each line, pair, caption and value; not broken as on the paper."""
        return "\n".join(words for block in self.slip.blocks for words in _words(block))

    @property
    def code(self) -> str:
        """What its first QR code says; empty when it has none."""
        return next((block.data for block in self.slip.blocks if isinstance(block, Code)), "")

    @property
    def picture(self) -> Image.Image:
        """The paper, black on white, in the printer's own dots. Raises `NotPrintable` as the printer would."""
        from kiosk.drivers.printer.bitmap import picture_of
        from kiosk.drivers.printer.fonts import Typeface

        return picture_of(self.slip, PAPER_DOTS, Typeface())


def lacking(text: str) -> list[str]:
    """The characters of a text that the kiosk's font does not have, on paper and on the screen alike."""
    from kiosk.drivers.printer.fonts import Typeface

    visible = "".join(sign for sign in text if sign.isprintable())
    drawn = Typeface().drawable(visible, "regular")
    return sorted({sign for sign, there in zip(visible, drawn, strict=True) if sign != there})


def _words(block: Block) -> tuple[str, ...]:
    match block:
        case Line():
            return (str(block.text),)
        case Pair():
            return (f"{block.label}  {block.value}",)
        case Frame():
            return (str(block.caption), str(block.value))
        case Code():
            return (f"[{block.data}]", str(block.caption))
        case Rule():
            return ("-" * 16,)
