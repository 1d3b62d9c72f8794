"""What the panel says of itself: pixels and millimetres, from the kernel's list of connected screens.

Many panels tell no size, or a wrong one (a television's), so it is only where the outline begins.
"""

from __future__ import annotations

from pathlib import Path

CARDS = Path("/sys/class/drm")
_WIDTH_MM, _HEIGHT_MM, _UPPER = 66, 67, 68
"""In an EDID's first detailed timing (VESA E-EDID A2, 3.10.2): low bytes, and both high nibbles."""

_HEAD = bytes.fromhex("00ffffffffffff00")


def panel_size(cards: Path = CARDS) -> tuple[int, int] | None:
    """Width and height in pixels of the first screen that is connected."""
    for card in sorted(cards.glob("card*-*")):
        try:
            if (card / "status").read_text().strip() != "connected":
                continue
            first = (card / "modes").read_text().split("\n", 1)[0]
            width, _, height = first.partition("x")
            size = int(width), int(height.rstrip("i"))
        except (OSError, ValueError):
            continue
        if all(320 <= side <= 7680 for side in size):
            return size
    return None


def panel_ppi(cards: Path = CARDS) -> float:
    """Pixels to the inch as the panel's EDID has it; 0 where it tells none, or one that cannot be."""
    for card in sorted(cards.glob("card*-*")):
        try:
            connected = (card / "status").read_text().strip() == "connected"
            edid = (card / "edid").read_bytes()
        except OSError:
            continue
        size = panel_size(cards)
        width = millimetres(edid)[0] if connected else 0
        if size and width:
            ppi = size[0] / width * 25.4
            return ppi if 40 <= ppi <= 600 else 0.0
    return 0.0


def millimetres(edid: bytes) -> tuple[int, int]:
    """The picture's width and height as an EDID has them; zeros where it is none, or tells none."""
    if len(edid) < 128 or edid[:8] != _HEAD or sum(edid[:128]) % 256:
        return 0, 0
    upper = edid[_UPPER]
    return edid[_WIDTH_MM] | upper >> 4 << 8, edid[_HEIGHT_MM] | (upper & 0xF) << 8
