"""What can be read on a printed slip: its QR code, from the picture of the paper, as a scanner would read it.

So that a slip can be held before the scanner by the person who was given it. Each picture is read once.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

KEPT = 200


class SlipReader:
    """Remembers what it has read."""

    def __init__(self) -> None:
        self._read: dict[Path, str] = {}

    async def code_on(self, path: Path) -> str:
        """The code on a slip; empty when there is none, or no picture."""
        if path not in self._read:
            if len(self._read) > KEPT:
                self._read.clear()
            self._read[path] = await asyncio.to_thread(code_on, path)
        return self._read[path]


def code_on(path: Path) -> str:
    """Read one picture."""
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(path) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"))
    except OSError:
        return ""
    return str(found[0].text) if found else ""
