"""What a scan says. Pure: bytes in, words or a refusal out; whatever comes, nothing raises.

Decoding is UTF-8 first and then GB18030, which is what scanners sold in China send for Chinese QR codes. Dropped are characters
that could steer a terminal or a screen: controls (GS1's group separator stays, it is data), and invisible format characters,
with which a code could show one thing and mean another. A code that looks like a payment code is refused here, before anything
can store it: it is money for a minute (shapes: hardware.md, section 6).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

import msgspec

from kiosk.link.messages import ScanRefusal
from kiosk.link.payment import is_payment_code

MAXIMUM_CHARACTERS = 512
GS = "\x1d"

SYMBOLOGIES = {
    "A": "code39",
    "C": "code128",
    "E": "ean",
    "F": "codabar",
    "G": "code93",
    "H": "code11",
    "I": "itf",
    "L": "pdf417",
    "M": "msi",
    "Q": "qr",
    "R": "itf",
    "S": "itf",
    "X": "other",
    "d": "datamatrix",
    "e": "databar",
    "h": "hanxin",
    "z": "aztec",
}
"""AIM code letters (ISO/IEC 15424), as far as a scanner at a desk meets them."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")

Refusal: TypeAlias = ScanRefusal


class Code(msgspec.Struct, frozen=True):
    """A usable scan. Its repr is masked: it may be a member card."""

    text: str
    symbology: str = ""

    def __repr__(self) -> str:
        return f"Code(<{len(self.text)} characters>)"


def read(raw: bytes) -> Code | Refusal | None:
    """One scan's bytes, without prefix and suffix. None when nothing is left of it: then there was no scan."""
    text = _decode(raw)
    if text is None:
        return "unreadable"
    text = clean(text)
    symbology = ""
    if (aim := _AIM.match(text)) and aim.group()[1] in SYMBOLOGIES:
        symbology = SYMBOLOGIES[aim.group()[1]]
        text = text[aim.end() :].strip()
    if not text.replace(GS, ""):
        return None
    if len(text) > MAXIMUM_CHARACTERS:
        return "too_long"
    if is_payment_code(text):
        return "payment_code"
    return Code(text, symbology)


def clean(text: str) -> str:
    """Without controls (but GS), invisible format characters and line separators; without spaces at the ends."""
    return "".join(each for each in text if each == GS or unicodedata.category(each) not in _DROPPED).strip(
        " \u3000"
    )


_DROPPED = frozenset({"Cc", "Cf", "Zl", "Zp"})


def _decode(raw: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
