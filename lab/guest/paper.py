"""The printer behind the gadget's cable: the project's own strict reader of ESC/POS, on the other end of a real USB line."""

from __future__ import annotations

import os
import re
import select
import threading
import time

from PIL import Image

from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.interpreter import Interpreter
from lab.guest.gadgets import PrinterGadget

_STATUS_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")


class Paper(threading.Thread):
    """Reads what comes, as slowly as it is told, answers, and keeps the slips that were cut."""

    def __init__(self, gadget: PrinterGadget, width: int = 576) -> None:
        super().__init__(daemon=True)
        self.gadget = gadget
        self.received = bytearray()
        self.slips: list[Image.Image] = []
        self.bytes_per_second = 0
        self.stands_still_after = -1
        """No byte beyond this many is taken; -1: all are."""
        self._end = threading.Event()
        self.idle = threading.Event()
        self._reader = Interpreter(
            width, answer=self._say, status=lambda number: 0x12 if number else 0, advance=lambda _rows: True,
            cut=self.slips.append, typeface=Typeface(),
        )  # fmt: skip
        self.fault = ""

    def run(self) -> None:
        try:
            while not self._end.is_set():
                self._turn()
        except OSError as fault:
            self.fault = str(fault)  # the cable was pulled
        except Exception as fault:
            self.fault = repr(fault)
            raise

    def _turn(self) -> None:
        if 0 <= self.stands_still_after <= len(self.received):
            time.sleep(0.05)
            return
        if not select.select((self.gadget.line,), (), (), 0.5)[0]:
            self.idle.set()
            return
        try:
            data = os.read(self.gadget.line, 1024)
        except BlockingIOError:
            return
        self.received += data
        for request in _STATUS_REQUEST.finditer(data):
            del request
            self._say(b"\x12")
        self._reader.feed(_STATUS_REQUEST.sub(b"", data))
        if self.bytes_per_second:
            time.sleep(len(data) / self.bytes_per_second)

    def _say(self, data: bytes) -> None:
        while data and not self._end.is_set():
            try:
                data = data[os.write(self.gadget.line, data) :]
            except BlockingIOError:
                time.sleep(0.01)

    @property
    def printed(self) -> int:
        """Slips with something on them. After an interruption the driver cuts off what hangs out, which here is blank."""
        return sum(slip.getextrema()[0] == 0 for slip in self.slips)

    def settle(self) -> None:
        """Wait until nothing comes any more but what an idle printer is asked."""
        self.idle.clear()
        assert self.idle.wait(120), "it never came to rest"

    def stop(self) -> None:
        """Let go of the cable's end."""
        self._end.set()
        self.join(20)
