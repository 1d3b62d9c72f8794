"""Asking what hangs on a port who it is, each class of device in its own protocol (`<class>/probe.py`).

Only questions are sent: nothing that opens a lock, writes or erases a card, or moves paper, in *any* of the protocols that we
know, also where two questions run into each other (tests/drivers/test_probes.py searches everything that is ever sent).
For setting a box up, and for the doctor.
"""

from __future__ import annotations

import select
import time
from pathlib import Path
from typing import Literal, Self, TypeAlias

import msgspec
import serial

from kiosk.drivers.port import DeviceOffline
from kiosk.drivers.serial_port import LineErrors, open_serial, shut
from kiosk.link.messages import DeviceClass
from kiosk.link.settings_devices import BoardFamily

ANSWER_SECONDS = 0.25
"""How long an answer may take; every device answers the questions here within some 50 ms."""

MAXIMUM_BYTES = 512

Lock: TypeAlias = "tuple[int, int]"
"""Board and lock, as the family counts them."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What answers at a port. `unknown` does not: a scanner says nothing until it scans."""

    device_class: DeviceClass | Literal["unknown"]
    port: str
    says: str = ""
    """Who it says it is, or why it could not be asked; for a technician."""
    state: Literal["", "ready", "paper_low", "paper_out", "cover_open", "fault", "mute"] = ""
    """How a printer is."""
    driver: str = ""
    baud: int = 0
    family: BoardFamily | Literal[""] = ""
    locks: tuple[Lock, ...] = ()
    """Every lock that the boards which answer may have."""


class ProbedLine:
    """A serial line that is asked questions. A context; raises a `DeviceError` where it cannot be opened."""

    def __init__(self, port: Path, baud: int, *, patience: float = ANSWER_SECONDS) -> None:
        self.patience = patience
        self._line: serial.Serial | None = open_serial(port, baud, write_seconds=1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        shut(self._line)

    def change(self, baud: int) -> None:
        """Go on at another speed."""
        line = self._open()
        if line.baudrate != baud:
            line.baudrate = baud

    def send(self, question: bytes) -> None:
        """Ask; what came before is forgotten. Raises `DeviceOffline`."""
        line = self._open()
        try:
            line.reset_input_buffer()
            line.write(question)
            line.flush()
        except LineErrors as fault:
            raise DeviceOffline(f"{line.port}: {fault}") from fault

    def hear(self, seconds: float) -> bytes:
        """What comes within so many seconds; empty when nothing does. Raises `DeviceOffline`."""
        line = self._open()
        try:
            if not select.select((line.fileno(),), (), (), max(0.0, seconds))[0]:
                return b""
            return bytes(line.read(MAXIMUM_BYTES))
        except LineErrors as fault:
            raise DeviceOffline(f"{line.port}: {fault}") from fault

    def ask(self, question: bytes, count: int) -> bytes:
        """Everything that comes after a question, until there are `count` bytes or the patience ends."""
        self.send(question)
        heard = b""
        deadline = time.monotonic() + self.patience
        while len(heard) < count and (left := deadline - time.monotonic()) > 0:
            heard += self.hear(left)
        return heard

    def _open(self) -> serial.Serial:
        if self._line is None:
            raise DeviceOffline("the line is closed")
        return self._line
