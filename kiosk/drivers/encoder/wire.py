"""The emulated encoder's end of its serial line, and everything that can be wrong with what it says.

Bytes go as fast as a pseudo-terminal takes them, or, where it is asked for, at the pace of the real line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from kiosk.drivers.world.serial_end import SerialEnd

NOISE = b"\x00\xff\x80"
GARBAGE = b"\x00\x1b[A\x80"
BITS_A_BYTE = 10
"""8N1: a start bit, eight, a stop bit."""

PIECE = 8
"""Bytes that go out together at the line's pace."""


class Wire:
    """Lives on the world's asyncio loop. `faults` are the encoder's own, looked at as each answer goes out."""

    def __init__(
        self,
        port: Path,
        baud: int,
        faults: dict[str, int],
        *,
        heard: Callable[[bytes], None],
        torn: Callable[[], None],
    ) -> None:
        """`torn` is called when the plug came out in the middle of an answer."""
        self._end = SerialEnd(port, self._hear)
        self._second_a_byte = BITS_A_BYTE / baud
        self._faults = faults
        self._heard = heard
        self._torn = torn
        self._free_at = 0.0
        self._speaking: set[asyncio.Task[None]] = set()

    @property
    def plugged(self) -> bool:
        """The port is there."""
        return self._end.plugged

    def plug(self) -> None:
        """The port appears."""
        self._end.plug()

    def unplug(self) -> None:
        """The port disappears under whoever has it open."""
        for task in self._speaking:
            task.cancel()
        self._end.unplug()

    def say(self, data: bytes) -> None:
        """An answer goes out, as the faults leave it."""
        if "msr_mute" in self._faults:
            return
        if "msr_garbage" in self._faults:
            data = GARBAGE
        elif "msr_noise" in self._faults:
            data = NOISE + data
        task = asyncio.get_running_loop().create_task(self._speak(data))
        self._speaking.add(task)
        task.add_done_callback(self._speaking.discard)

    def _hear(self, data: bytes) -> None:
        if "msr_paced" not in self._faults:
            self._heard(data)
            return
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + len(data) * self._second_a_byte
        loop.call_at(self._free_at, self._heard, data)

    async def _speak(self, data: bytes) -> None:
        faults = self._faults
        await asyncio.sleep(faults.get("msr_slow", 0) / 1000)
        cut = faults.pop("msr_cut_at", None)
        try:
            if cut is not None:
                await self._end.send(data[:cut])
            elif "msr_paced" in faults:
                await self._at_the_lines_pace(data)
            else:
                half = len(data) // 2 if "msr_split" in faults else 0
                await self._end.send(data[:half], data[half:], pause=faults.get("msr_split", 0) / 1000)
        except OSError:
            return  # nobody has the port open: what is said is lost, as on a wire
        if cut is not None:
            faults["msr_unplugged"] = 0
            self._speaking.clear()  # this task itself must not be cancelled
            self._torn()

    async def _at_the_lines_pace(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            due += len(piece) * self._second_a_byte
            await asyncio.sleep(due - loop.time())
            await self._end.send(piece)
