"""Seeing from outside when something has changed on the screen, and colours at places.

Looks at a few pixels through the X server, again and again with a short pause, so that neither side has to be
told what is measured. One look takes about 0.1 ms; the pause is what limits the resolution.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.cli.x11 import Display

PAUSE = 0.0004
PATIENCE = 20.0

Colour = tuple[int, int, int]


class NotSeen(Exception):
    """What was waited for did not appear."""


class Eye:
    """Looks at one display."""

    def __init__(self, display: Display) -> None:
        self.display = display

    def patch(self, x: int, y: int, side: int = 48) -> bytes:
        """A small square around a point."""
        left = min(max(0, x - side // 2), self.display.width - side)
        top = min(max(0, y - side // 2), self.display.height - side)
        return self.display.pixels(left, top, side, side)

    def colour(self, x: int, y: int) -> Colour:
        """Red, green, blue at a point."""
        blue, green, red, _ = self.display.pixels(x, y, 1, 1)
        return red, green, blue

    def until(self, condition: Callable[[], bool], patience: float = PATIENCE, pause: float = PAUSE) -> float:
        """Look until a condition holds; when it did (`time.perf_counter`)."""
        end = time.perf_counter() + patience
        while not condition():
            if time.perf_counter() > end:
                raise NotSeen(f"not seen within {patience:g} s")
            time.sleep(pause)
        return time.perf_counter()

    def until_changed(self, x: int, y: int, before: bytes, side: int = 48) -> float:
        """When the patch no longer was what it had been."""
        return self.until(lambda: self.patch(x, y, side) != before)

    def still(self, seconds: float = 0.25, patience: float = PATIENCE) -> bytes:
        """Wait until the whole screen has not changed for so long; the picture."""
        end = time.perf_counter() + patience
        picture, since = self.display.pixels(), time.perf_counter()
        while time.perf_counter() - since < seconds:
            time.sleep(0.03)
            now = self.display.pixels()
            if now != picture:
                picture, since = now, time.perf_counter()
            if time.perf_counter() > end:
                raise NotSeen("the screen does not come to rest")
        return picture


def like(one: Colour, other: Colour, by: int = 8) -> bool:
    """Whether two colours are the same for a person."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))
