"""A serial scanner on a pseudo-terminal, for the world.

The other end opens the link `port` exactly as it would open `/dev/serial/by-id/…`. As on a real USB-CDC line,
what is sent while nobody has the port open is not kept for whoever opens it next (pyserial flushes its input when it opens).
"""

from __future__ import annotations

import asyncio
import os
import tty
from pathlib import Path

from kiosk.drivers.world.messages import ScannerTruth
from kiosk.link.settings import Scanner

NOISE = b"\x00\xff\x1b[A\x80"


class EmulatedScanner:
    """One scanner. Lives on the world's asyncio loop."""

    def __init__(self, settings: Scanner, beside: Path, truth: ScannerTruth) -> None:
        self.truth = truth
        self._prefix = settings.prefix.encode("utf-8")
        self._suffix = settings.suffix.encode("utf-8")
        self._port = beside / settings.port
        self._master = -1
        self._slave = -1
        self._writing = asyncio.Lock()

    def plug(self) -> None:
        """The port appears."""
        if self._master >= 0:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)  # before anybody opens it: a cooked terminal would echo what is scanned
        os.set_blocking(self._master, False)
        self._port.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._port.with_name(self._port.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._port)

    def unplug(self) -> None:
        """The port disappears under whoever has it open."""
        if self._master < 0:
            return
        self._port.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def fault(self, kind: str, value: int, *, on: bool) -> None:
        """Break or mend something."""
        if on:
            self.truth.faults[kind] = value
        else:
            self.truth.faults.pop(kind, None)
        if "unplugged" in self.truth.faults:
            self.unplug()
        else:
            self.plug()

    async def present(self, data: bytes, *, raw: bool) -> None:
        """Scan: the bytes go out on the line, as fast as the line takes them."""
        if self._master < 0:
            raise OSError(f"the scanner {self.truth.name} is unplugged")
        faults = self.truth.faults
        if not raw:
            data = self._prefix + data + (b"" if "no_suffix" in faults else self._suffix)
        if "garbage" in faults:
            data = NOISE + data
        self.truth.presented += 1
        async with self._writing:
            if "split" in faults:
                half = len(data) // 2
                await self._write(data[:half])
                await asyncio.sleep(faults["split"] / 1000)
                data = data[half:]
            await self._write(data)

    async def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and self._master >= 0:
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
            raise OSError("nobody reads the scanner") from None
        finally:
            loop.remove_writer(master)
