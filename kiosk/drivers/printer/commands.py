"""The ESC/POS bytes that we send: few, old, and understood by clones.

One trap is defused here. A printer looks for real-time commands (DLE EOT: status, DLE ENQ: recover, DLE DC4: open a drawer, or
switch off) in the raw stream, *also inside picture data*. So no picture may contain these pairs; `harmless` adds one black dot
beside another where it would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ESC, GS, FS, DLE = b"\x1b", b"\x1d", b"\x1c", b"\x10"

INITIALISE = ESC + b"@"
CUT = GS + b"VB\x00"
"""Feed to the knife and cut: GS V, function B."""

CHINESE_ON, CHINESE_OFF = FS + b"&", FS + b"."
BOLD_ON, BOLD_OFF = ESC + b"E\x01", ESC + b"E\x00"
NORMAL_SIZE, DOUBLE_SIZE = GS + b"!\x00", GS + b"!\x11"
CENTRE, LEFT = ESC + b"a\x01", ESC + b"a\x00"

IN_ORDER_STATUS = GS + b"r\x01"
"""Answered when everything before it has been printed, unlike DLE EOT, which overtakes it."""

UNASKED_STATUS = GS + b"a\x0e"
"""Tell by yourself when you go offline, fail, or run out of paper (ASB): heard even while a full buffer keeps questions out."""

_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


def real_time_status(number: int) -> bytes:
    """DLE EOT: 1 printer, 2 why offline, 3 errors, 4 paper."""
    return DLE + b"\x04" + bytes((number,))


def nothing(count: int) -> bytes:
    """Bytes that a printer ignores, and that end a picture which another connection left half sent."""
    return bytes(count)


def feed(dots: int) -> bytes:
    """Empty paper, 0 to 255 dots."""
    return ESC + b"J" + bytes((dots,))


def harmless(bits: bytes) -> bytes:
    """Picture data without anything that reads as a real-time command. Costs one dot where it happens."""
    return _REAL_TIME.sub(b"\x18", bits)


def raster(stripes: Iterable[tuple[int, int, bytes]]) -> bytes:
    """GS v 0 for each stripe of (bytes in a row, rows, bits)."""
    parts = []
    for row, rows, bits in stripes:
        parts.append(GS + b"v0\x00" + row.to_bytes(2, "little") + rows.to_bytes(2, "little") + harmless(bits))
    return b"".join(parts)
