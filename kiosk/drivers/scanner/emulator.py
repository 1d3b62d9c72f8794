"""A scanner on a pseudo-terminal, for the world: what a scan sends, as bytes or as key strokes, and what is wrong with it."""

from __future__ import annotations

import struct
from pathlib import Path

from kiosk.drivers.world.messages import ScannerTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.drivers.world.serial_end import SerialEnd
from kiosk.link.settings_devices import Scanner

NOISE = b"\x00\xff\x1b[A\x80"

LEFT_SHIFT, LEFT_CONTROL = 42, 29
PLAIN = {
    **dict(zip("1234567890-=", range(2, 14), strict=True)),
    **dict(zip("qwertyuiop[]", range(16, 28), strict=True)),
    **dict(zip("asdfghjkl;'`", range(30, 42), strict=True)),
    **dict(zip("\\zxcvbnm,./", range(43, 54), strict=True)),
    "\t": 15,
    "\r": 28,
    " ": 57,
}
SHIFTED = {
    **dict(zip("!@#$%^&*()_+", "1234567890-=", strict=True)),
    **dict(zip('{}:"~|<>?', "[];'`\\,./", strict=True)),
}
"""Which key types a character, and which does so with shift: a US keyboard's (linux/input-event-codes.h)."""


class EmulatedScanner(Plugged):
    """One scanner. Lives on the world's asyncio loop."""

    truth: ScannerTruth
    pulled = "unplugged"

    def __init__(self, settings: Scanner, beside: Path, truth: ScannerTruth) -> None:
        self.truth = truth
        self._types = settings.driver == "hid"
        self._prefix = settings.prefix.encode("utf-8")
        self._suffix = settings.suffix.encode("utf-8")
        self._end = SerialEnd(beside / settings.port)

    def plug(self) -> None:
        self._end.plug()

    def unplug(self) -> None:
        self._end.unplug()

    async def present(self, data: bytes, *, raw: bool) -> None:
        """Scan: it goes out on the line, as fast as the line takes it."""
        if not self._end.plugged:
            raise OSError(f"the scanner {self.truth.name} is unplugged")
        faults = self.truth.faults
        if not raw:
            data = self._prefix + data + (b"" if "no_suffix" in faults else self._suffix)
        if "garbage" in faults:
            data = NOISE + data
        self.truth.presented += 1
        if self._types:
            data = self._typed(data.decode("utf-8", "replace"))
        half = len(data) // 2 if "split" in faults else 0
        await self._end.send(data[:half], data[half:], pause=faults.get("split", 0) / 1000)

    def _typed(self, text: str) -> bytes:
        """The key strokes; characters that no key has are left out, as real ones do."""
        strokes = [keys for each in text if (keys := _keys(each))]
        events = b""
        for number, keys in enumerate(strokes):
            if "keys_lost" in self.truth.faults and number == self.truth.faults["keys_lost"]:
                events += _event(0, 3, 0) + _event(1, keys[-1], 1) + _event(0, 0, 0)
                continue
            events += b"".join(_event(1, key, 1) for key in keys)
            events += b"".join(_event(1, key, 0) for key in reversed(keys)) + _event(0, 0, 0)
        return events


def _keys(character: str) -> tuple[int, ...]:
    if character in PLAIN:
        return (PLAIN[character],)
    if character in SHIFTED:
        return (LEFT_SHIFT, PLAIN[SHIFTED[character]])
    if character.isascii() and character.isalpha():
        return (LEFT_SHIFT, PLAIN[character.lower()])
    return (LEFT_CONTROL, PLAIN["]"]) if character == "\x1d" else ()


def _event(kind: int, code: int, value: int) -> bytes:
    return struct.pack("llHHi", 0, 0, kind, code, value)
