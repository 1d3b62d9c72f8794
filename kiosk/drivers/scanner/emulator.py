"""A serial scanner on a pseudo-terminal, for the world: what a scan sends, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from kiosk.drivers.world.messages import ScannerTruth
from kiosk.drivers.world.serial_end import SerialEnd
from kiosk.link.settings_devices import Scanner

NOISE = b"\x00\xff\x1b[A\x80"


class EmulatedScanner:
    """One scanner. Lives on the world's asyncio loop."""

    def __init__(self, settings: Scanner, beside: Path, truth: ScannerTruth) -> None:
        self.truth = truth
        self._prefix = settings.prefix.encode("utf-8")
        self._suffix = settings.suffix.encode("utf-8")
        self._end = SerialEnd(beside / settings.port)

    def plug(self) -> None:
        """The port appears."""
        self._end.plug()

    def unplug(self) -> None:
        """The port disappears under whoever has it open."""
        self._end.unplug()

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
        if not self._end.plugged:
            raise OSError(f"the scanner {self.truth.name} is unplugged")
        faults = self.truth.faults
        if not raw:
            data = self._prefix + data + (b"" if "no_suffix" in faults else self._suffix)
        if "garbage" in faults:
            data = NOISE + data
        self.truth.presented += 1
        half = len(data) // 2 if "split" in faults else 0
        await self._end.send(data[:half], data[half:], pause=faults.get("split", 0) / 1000)
