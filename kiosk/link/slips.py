"""A printed slip as a document: what it says, not how a printer says it.

The device process lays it out (columns by East-Asian width) and chooses a back end (text in GB18030, or a bitmap with our
own font). Chinese uses full-width punctuation and ￥ (U+FFE5); no full phone number is ever put on a slip.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.link.texts import Text


class Line(msgspec.Struct, frozen=True, tag="line"):
    """A paragraph, wrapped to the paper's width."""

    text: Text
    align: Literal["left", "centre", "right"] = "left"
    size: Literal["small", "normal", "large"] = "normal"
    bold: bool = False


class Pair(msgspec.Struct, frozen=True, tag="pair"):
    """A label at the left edge and its value, bold, at the right edge."""

    label: Text
    value: Text


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A dashed line across the paper."""


class Frame(msgspec.Struct, frozen=True, tag="frame"):
    """The one fact that matters, in a box: a small caption above a large value."""

    caption: Text
    value: Text


class Code(msgspec.Struct, frozen=True, tag="code"):
    """A QR code with a caption that says what it is for."""

    data: str
    caption: Text


Block: TypeAlias = Line | Pair | Rule | Frame | Code


class Slip(msgspec.Struct, frozen=True):
    """A whole slip. `kind` is for the record ("lending.borrowed"); `copy` prints 副本/COPY at its head."""

    kind: str
    blocks: tuple[Block, ...]
    language: str = "zh_CN"
    copy: bool = False
