"""The emulated printer's serial line: a pseudo-terminal that reads and writes as a connection does.

A serial line has no connections: what the printer holds stays when nobody has the port open, and it ends only by being
unplugged.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol, cast

from kiosk.drivers.world.serial_end import SerialEnd

LIMIT = 4 * 1024
"""What a printer's receive buffer holds before it holds up its sender."""


class Speaker(Protocol):
    """What the printer speaks to: a connection's writer, or a line."""

    def write(self, data: bytes) -> None:
        """Say it, soon."""

    async def drain(self) -> None:
        """Wait until it has been said."""

    def is_closing(self) -> bool:
        """Nobody can hear it any more."""


class EmulatedLine:
    """One serial port of a printer. Lives on the world's asyncio loop."""

    def __init__(self, port: Path) -> None:
        self._end = SerialEnd(port, self._hear)
        self._said: asyncio.Queue[bytes] = asyncio.Queue()
        self._speaking: asyncio.Task[None] | None = None
        self.reader = self._fresh()

    def plug(self) -> None:
        """The port appears."""
        self._end.plug()
        self.reader = self._fresh()
        self._speaking = asyncio.create_task(self._speak())

    def unplug(self) -> None:
        """The port disappears under whoever has it open."""
        self._end.unplug()
        if self._speaking is not None:
            self._speaking.cancel()

    def write(self, data: bytes) -> None:
        self._said.put_nowait(data)

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def is_closing(self) -> bool:
        return not self._end.plugged

    def pause_reading(self) -> None:
        """Asked by the reader, as of a transport: it has enough."""
        self._end.listen(on=False)

    def resume_reading(self) -> None:
        """Asked by the reader: it has room again."""
        self._end.listen(on=True)

    def _fresh(self) -> asyncio.StreamReader:
        reader = asyncio.StreamReader(LIMIT)
        reader.set_transport(
            cast("asyncio.Transport", self)
        )  # the two methods above are all that a reader asks of one
        return reader

    def _hear(self, data: bytes) -> None:
        self.reader.feed_data(data)

    async def _speak(self) -> None:
        while True:
            data = await self._said.get()
            try:
                await self._end.send(data)
            except OSError:
                pass  # nobody has the port open: what is said is lost, as on a wire
