"""The live screen: what the kiosk's display shows, as pictures for whoever watches, and a finger on it.

A screen is looked at only while a page watches it, in a thread of its own: often while something moves or a finger is down,
seldom while nothing does. Each page is sent the part that differs from what it has, reduced to the width at which it shows it,
as a JPEG, and the next one when it says that it has drawn that: a slow line gets fewer pictures and not older ones.

A picture's message is twelve bytes (six numbers, little-endian: frame, x, y of the part, width and height of the whole, zero)
and the JPEG. Left out: how a display is looked at (`Display` is given; `kiosk/cli/x11.py`), and sound.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import struct
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageChops

HEAD = struct.Struct("<6H")
QUALITY = 82
LIVELY_SECONDS, STILL_SECONDS = 0.07, 0.25
"""Between two looks while something moves, and while nothing does."""

LIVELY_FOR_SECONDS = 2.0
RETRY_SECONDS = 0.5

log = logging.getLogger("kiosk.bench")


class Display(Protocol):
    """A display that can be looked at and touched. Every verb raises `OSError` or the opener's own fault when it has gone."""

    width: int
    height: int

    def pixels(self) -> bytes:
        """What is shown: rows from the top, four bytes a pixel, blue, green, red, unused."""

    def move(self, x: int, y: int) -> None:
        """Bring the finger somewhere."""

    def press(self, x: int, y: int) -> None:
        """Put it down."""

    def release(self) -> None:
        """Lift it."""

    def close(self) -> None:
        """Hang up."""


class NoDisplay(Exception):
    """The display is not there; the message says why."""


Opener = Callable[[], Display]
"""Raises `NoDisplay`."""


class Screen:
    """One screen of the kiosk. Lives on the loop; only `_watch` runs elsewhere."""

    def __init__(self, name: str, opener: Opener) -> None:
        self.name = name
        self._open = opener
        self._loop = asyncio.get_running_loop()
        self._viewers: set[Viewer] = set()
        self._thread: threading.Thread | None = None
        self._over = threading.Event()
        self._hurry = threading.Event()
        self._touch: Display | None = None
        self._pressed_by: object = None
        self._last_xy = (0, 0)
        self._touching = asyncio.Lock()
        self.picture: Image.Image | None = None
        self.number = 0
        """Counts what has been seen."""

    # ------------------------------------------------------------------------------------------ eyes

    def join(self, viewer: Viewer) -> None:
        """Somebody watches."""
        self._viewers.add(viewer)
        if self._thread is None or not self._thread.is_alive():
            self._over.clear()
            self._thread = threading.Thread(target=self._watch, name=f"bench-{self.name}", daemon=True)
            self._thread.start()

    def leave(self, viewer: Viewer) -> None:
        """They do not any more; the last one turns off the light."""
        self._viewers.discard(viewer)
        if not self._viewers:
            self._over.set()
            self._hurry.set()
            self._thread, self._over = None, threading.Event()

    def _watch(self) -> None:
        over = self._over
        while not over.is_set():
            try:
                display = self._open()
            except NoDisplay as fault:
                log.debug("%s", fault)
                self._tell(over, None)
                over.wait(RETRY_SECONDS)
                continue
            try:
                self._look(display, over)
            except (OSError, NoDisplay):
                self._tell(over, None)
            finally:
                display.close()

    def _look(self, display: Display, over: threading.Event) -> None:
        before, changed_at = b"", time.monotonic()
        while not over.is_set():
            now = display.pixels()
            if now != before:
                size = (display.width, display.height)
                self._tell(over, Image.frombytes("RGB", size, now, "raw", "BGRX"))
                before, changed_at = now, time.monotonic()
            still = time.monotonic() - changed_at > LIVELY_FOR_SECONDS
            self._hurry.wait(STILL_SECONDS if still else LIVELY_SECONDS)
            if self._hurry.is_set():
                self._hurry.clear()
                changed_at = time.monotonic()
                over.wait(LIVELY_SECONDS / 2)

    def _tell(self, over: threading.Event, picture: Image.Image | None) -> None:
        if not over.is_set():
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._seen, picture)

    def _seen(self, picture: Image.Image | None) -> None:
        if picture is None and self.picture is None and self.number:
            return
        self.picture = picture
        self.number += 1
        for viewer in self._viewers:
            viewer.wake()

    # ------------------------------------------------------------------------------------------ a finger

    async def finger(self, whose: object, what: str, x: float, y: float) -> None:
        """Put a finger down, move it, lift it. Another's finger does not move one that is down."""
        async with self._touching:
            if what != "down" and self._pressed_by is not whose:
                return
            if what == "down" and self._pressed_by not in (None, whose):
                return
            self._pressed_by = None if what == "up" else whose
            self._hurry.set()
            await asyncio.to_thread(self._do, what, x, y)

    async def lift(self, whose: object) -> None:
        """Whoever has a finger down goes away."""
        await self.finger(whose, "up", 0, 0)

    def _do(self, what: str, x: float, y: float) -> None:
        for _attempt in range(2):
            try:
                if self._touch is None:
                    self._touch = self._open()
                display = self._touch
                if what == "up":
                    display.release()
                    return
                at = (
                    min(display.width - 1, int(x * display.width)),
                    min(display.height - 1, int(y * display.height)),
                )
                display.press(*at) if what == "down" else display.move(*at)
            except (OSError, NoDisplay):
                touch, self._touch = self._touch, None
                if touch is not None:
                    touch.close()
            else:
                return

    def close(self) -> None:
        """Look and touch no more."""
        self._over.set()
        self._hurry.set()
        if self._touch is not None:
            self._touch.close()


class Viewer:
    """One page that watches one screen."""

    def __init__(self, screen: Screen, width: int) -> None:
        self.screen = screen
        self._width = width
        self._has: Image.Image | None = None
        self._sent = -1
        self._frame = 0
        self._drawn = asyncio.Event()
        self._drawn.set()
        self._news = asyncio.Event()
        self._news.set()

    def wake(self) -> None:
        """There is something new to see."""
        self._news.set()

    def drawn(self, frame: int) -> None:
        """The page has drawn this one."""
        if frame == self._frame:
            self._drawn.set()

    async def next(self) -> bytes | None:
        """The next picture's message; None when the screen has gone."""
        while True:
            await self._drawn.wait()
            await self._news.wait()
            self._news.clear()
            if self.screen.number == self._sent or (self.screen.number == 0):
                continue
            self._sent = self.screen.number
            picture = self.screen.picture
            if picture is None:
                self._has = None
                return None
            message = await asyncio.to_thread(self._message, picture)
            if message is not None:
                return message

    def _message(self, picture: Image.Image) -> bytes | None:
        """The part that differs; None when, reduced, nothing does."""
        fresh = reduced(picture, self._width)
        box = difference(self._has, fresh)
        self._has = fresh
        if box is None:
            return None
        self._frame = (self._frame + 1) % 65536
        self._drawn.clear()
        out = BytesIO()
        fresh.crop(box).save(out, "JPEG", quality=QUALITY, subsampling=0)
        return HEAD.pack(self._frame, box[0], box[1], *fresh.size, 0) + out.getvalue()


def reduced(picture: Image.Image, width: int) -> Image.Image:
    """At most so wide."""
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)


def difference(old: Image.Image | None, new: Image.Image) -> tuple[int, int, int, int] | None:
    """The rectangle in which two pictures differ: all of it without an old one of the same size; None for nothing."""
    if old is None or old.size != new.size:
        return (0, 0, *new.size)
    return ImageChops.difference(old, new).getbbox()
