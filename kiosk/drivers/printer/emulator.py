"""A receipt printer on a TCP port or a serial line, for the world: a strict reader of ESC/POS, paper, a cover, and faults.

One connection at a time, as real network printers have it; a second one waits. What was received and not
printed when a connection ends stays in the printer, as paper does. Real-time status requests are answered the
moment they arrive, also while the paper is out; everything else waits its turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kiosk.drivers.printer.emulated_line import EmulatedLine, Speaker
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.interpreter import DOTS_PER_MM, Interpreter, NotUnderstood
from kiosk.drivers.world.callers import Callers
from kiosk.drivers.world.messages import PrinterTruth
from kiosk.link.settings_devices import Printer

BUFFER_BYTES = 64 * 1024
"""Received and not yet printed; beyond it the printer stops reading, and the sender has to wait."""

REPLUG_SECONDS = 0.3
NEAR_END_MM = 3_000.0
PIECE = 4096

_STATUS_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
_HALF_REQUEST = re.compile(rb"\x10\x04?\Z")

log = logging.getLogger("kiosk.world")


class HangUp(Exception):
    """The printer ends the connection."""


class EmulatedPrinter:
    """One printer. Lives on the world's asyncio loop; `truth` is changed in place."""

    def __init__(
        self,
        settings: Printer,
        truth: PrinterTruth,
        *,
        pictures: Path,
        changed: Callable[[], None],
        beside: Path,
    ) -> None:
        """A serial line's port is in the folder `beside`."""
        self.truth = truth
        self._line = EmulatedLine(beside / settings.path) if settings.driver == "serial" else None
        self._serving: asyncio.Task[None] | None = None
        self._settings = settings
        self._pictures = pictures
        self._changed = changed
        self._one_at_a_time = asyncio.Lock()
        self._callers = Callers(self._accept)
        self._answers = bytearray()
        self._held = b""
        self._writer: Speaker | None = None
        self._speaks_up = False
        self._told = b""
        self._wake = asyncio.Event()
        self._typeface = Typeface()
        self._interpreter = self._fresh()

    async def start(self) -> None:
        """Listen. Raises `OSError` when the port is taken."""
        if self._line is not None:
            if self._serving is None and "refuses" not in self.truth.faults:
                self._serving = asyncio.create_task(self._serve_line(self._line))
            return
        if not self._callers.awaited and "refuses" not in self.truth.faults:
            await self._callers.listen_on(self._settings.host, self._settings.port)

    async def stop(self) -> None:
        """Stop listening, and hang up."""
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        await self._callers.hang_up()

    async def fault(self, kind: str, value: int, *, on: bool) -> None:
        """Break or mend something."""
        if on:
            self.truth.faults[kind] = value
        else:
            self.truth.faults.pop(kind, None)
            if kind == "paper_out_at" and self.truth.paper_mm <= 0:
                self.truth.paper_mm = 80_000.0
        if "refuses" in self.truth.faults:
            await self.stop()
        else:
            await self.start()
        self._mended()

    def load(self, millimetres: float) -> None:
        """A new roll."""
        self.truth.paper_mm = millimetres
        self.truth.faults.pop("paper_out_at", None)
        self._mended()

    # ------------------------------------------------------------------------------------------ the line

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled: the printer is being switched off.
        with contextlib.suppress(asyncio.CancelledError, OSError, HangUp):
            async with self._one_at_a_time:
                await self._attend(reader, writer)

    async def _serve_line(self, line: EmulatedLine) -> None:
        """Attend a serial line; where a connection would end, the plug is pulled for a moment."""
        try:
            while True:
                line.plug()
                with contextlib.suppress(HangUp):
                    await self._attend(line.reader, line)
                line.unplug()
                await asyncio.sleep(REPLUG_SECONDS)
        finally:
            line.unplug()

    async def _attend(self, reader: asyncio.StreamReader, writer: Speaker) -> None:
        self._answers.clear()
        self._held = b""
        self._writer, self._speaks_up = writer, False
        if "asb" in self.truth.faults:
            self._answers += b"\x10\x00\x00\x00"
        while True:
            await self._speak(writer)
            while self._interpreter.waiting > BUFFER_BYTES:
                self._wake.clear()
                await self._wake.wait()
            slow = self.truth.faults.get("sluggish", 0)
            data = await reader.read(min(PIECE, max(1, slow // 20)) if slow else PIECE)
            if not data:
                return
            if slow:
                await asyncio.sleep(len(data) / slow)
            self._take(data)

    async def _speak(self, writer: Speaker) -> None:
        data = bytes(self._answers)
        self._answers.clear()
        if not data or "mute" in self.truth.faults:
            return
        if "nonsense" in self.truth.faults:
            data = b"\xa5" * len(data)
        writer.write(data)
        await writer.drain()

    def _take(self, data: bytes) -> None:
        """Received bytes: status requests at once, the rest in its order."""
        faults = self.truth.faults
        hang_up = False
        for kind in ("disconnect_at", "paper_out_at"):
            if kind not in faults:
                continue
            left = faults[kind] - len(data)
            faults[kind] = max(0, left)
            if left > 0:
                continue
            if kind == "disconnect_at":
                data = data[: len(data) + left]
                hang_up = True
                del faults[kind]
            elif self.truth.paper_mm > 0:
                self.truth.paper_mm = 0.0
        data = self._held + data
        half = _HALF_REQUEST.search(data)
        self._held = half.group() if half else b""
        data = data[: len(data) - len(self._held)]
        for request in _STATUS_REQUEST.finditer(data):
            self._answers.append(self._status(request.group(1)[0]))
        self._print(_STATUS_REQUEST.sub(b"", data))
        if hang_up:
            raise HangUp

    def _print(self, data: bytes = b"") -> None:
        try:
            self._interpreter.feed(data, held=self._blocked())
            self.truth.uncut_rows = self._interpreter.uncut_rows
            self._speak_up()
        except NotUnderstood as fault:
            log.error("printer %s prints garbage: %s", self.truth.name, fault)  # noqa: TRY400
            self.truth.complaints.append(str(fault))
            self._interpreter = self._fresh()
            self._changed()
            raise HangUp from fault

    # ------------------------------------------------------------------------------------------ the machine

    def _fresh(self) -> Interpreter:
        return Interpreter(
            self._settings.width_dots,
            answer=self._answer,
            status=self._status,
            advance=self._advance,
            cut=self._cut,
            speak_up=self._told_to_speak_up,
            typeface=self._typeface,
        )

    def _told_to_speak_up(self, mask: int) -> None:
        if "no_unasked_status" not in self.truth.faults:
            self._speaks_up, self._told = bool(mask), b""
            self._speak_up()

    def _speak_up(self) -> None:
        """Say by ourselves that the state has changed, if we were asked to."""
        out, cover = self.truth.paper_mm <= 0, "cover_open" in self.truth.faults
        near = out or self.truth.paper_mm < NEAR_END_MM or "near_end" in self.truth.faults
        first = 0x10 | (0x08 if out or cover else 0) | (0x20 if cover else 0)
        words = bytes((first, 0, (0x03 if near else 0) | (0x0C if out else 0), 0))
        if not self._speaks_up or words == self._told or self._writer is None or self._writer.is_closing():
            return
        self._told = words
        if "mute" not in self.truth.faults:
            self._writer.write(words)

    def _blocked(self) -> bool:
        return self.truth.paper_mm <= 0 or "cover_open" in self.truth.faults

    def _mended(self) -> None:
        if not self._blocked():
            with contextlib.suppress(HangUp):
                self._print()
        self._speak_up()
        self._wake.set()
        self._changed()

    def _answer(self, data: bytes) -> None:
        if "no_in_order_status" not in self.truth.faults:
            self._answers += data

    def _status(self, number: int) -> int:
        out, cover = self.truth.paper_mm <= 0, "cover_open" in self.truth.faults
        near = self.truth.paper_mm < NEAR_END_MM or "near_end" in self.truth.faults
        match number:
            case 0:
                return (0x03 if near else 0) | (0x0C if out else 0)
            case 1:
                return 0x12 | (0x08 if out or cover else 0)
            case 2:
                return 0x12 | (0x04 if cover else 0) | (0x20 if out else 0)
            case 4:
                return 0x12 | (0x0C if near else 0) | (0x60 if out else 0)
        return 0x12

    def _advance(self, rows: int) -> bool:
        if self._blocked():
            return False
        millimetres = rows / DOTS_PER_MM
        if millimetres > self.truth.paper_mm:
            self.truth.paper_mm = 0.0
            return False
        self.truth.paper_mm -= millimetres
        self.truth.printed_mm += millimetres
        return True

    def _cut(self, slip: Image.Image) -> None:
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"{self.truth.name}-{len(self.truth.slips) + 1:04d}.png"
        slip.save(path)
        self.truth.slips.append(str(path))
        self.truth.uncut_rows = 0
        self._changed()
