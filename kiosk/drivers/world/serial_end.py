"""The world's end of a serial line: a pseudo-terminal whose other end is opened as `/dev/serial/by-id/…` would be.

As on a real USB-CDC line, what is sent while nobody has the port open is not kept for whoever opens it next (pyserial
flushes its input when it opens).
"""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Callable
from pathlib import Path

READ_BYTES = 4096


class SerialEnd:
    """One plug. Lives on the world's asyncio loop."""

    def __init__(self, port: Path, heard: Callable[[bytes], None] | None = None) -> None:
        """`heard` is given what the other end sends; without it, that stays in the line."""
        self._port = port
        self._heard = heard
        self._master = -1
        self._slave = -1
        self._writing = asyncio.Lock()

    @property
    def plugged(self) -> bool:
        """The port is there."""
        return self._master >= 0

    def plug(self) -> None:
        """The port appears."""
        if self.plugged:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)  # before anybody opens it: a cooked terminal would echo what is sent
        os.set_blocking(self._master, False)
        self._port.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._port.with_name(self._port.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._port)
        self.listen(on=True)

    def listen(self, *, on: bool) -> None:
        """Take what is sent, or let it wait in the line until that is full and the sender has to stop."""
        if self._heard is None or not self.plugged:
            return
        loop = asyncio.get_running_loop()
        if on:
            loop.add_reader(self._master, self._read)
        else:
            loop.remove_reader(self._master)

    def unplug(self) -> None:
        """The port disappears under whoever has it open."""
        if not self.plugged:
            return
        self.listen(on=False)
        self._port.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    async def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Send, with a pause of so many seconds between the parts, as fast as the line takes it. `OSError` when nobody
        reads."""
        async with self._writing:
            for number, part in enumerate(parts):
                if number:
                    await asyncio.sleep(pause)
                await self._write(part)

    async def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and self.plugged:
            try:
                rest = rest[os.write(self._master, rest) :]
            except BlockingIOError:
                await self._room()

    async def _room(self) -> None:
        """Wait until the line takes more; when nobody reads for a second, the rest is lost, as it is on a wire."""
        loop = asyncio.get_running_loop()
        free: asyncio.Future[None] = loop.create_future()
        master = self._master

        def free_now() -> None:
            if not free.done():
                free.set_result(None)

        loop.add_writer(master, free_now)
        try:
            await asyncio.wait_for(free, 1.0)
        except TimeoutError:
            raise OSError("nobody reads the line") from None
        finally:
            loop.remove_writer(master)

    def _read(self) -> None:
        try:
            data = os.read(self._master, READ_BYTES)
        except OSError:
            return
        if data and self._heard is not None:
            self._heard(data)
