"""The journal scrolling by. How it is read is given (`kiosk/cli/bench.py`): the bench itself knows no database.

Each page has a place of its own in it: what is there already comes first, then what is new. Where it cannot be read (no store
yet, a desk that is being made anew) it is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from kiosk.bench.protocol import JournalLine

LOOK_SECONDS = 0.7

Read = Callable[[int], list[JournalLine]]
"""The rows after a sequence number, the oldest first; after -1: the latest. Called on a thread; raises `Unread`."""


class Unread(Exception):
    """The journal cannot be read now."""


class Journal:
    """Reads for all pages, one at a time."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._reading = asyncio.Lock()

    async def lines(self) -> AsyncIterator[list[JournalLine]]:
        """What there is, then what is new, for ever."""
        after = -1
        while True:
            try:
                async with self._reading:
                    lines = await asyncio.to_thread(self._read, after)
            except Unread:
                lines = []
            if lines:
                after = lines[-1].seq
                yield lines
            await asyncio.sleep(LOOK_SECONDS)
