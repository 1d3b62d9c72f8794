"""The driver for scanners and stripe readers in keyboard mode ("HID", "keyboard wedge"), by the kernel's input events.

The device is grabbed, so that nothing that it types reaches the screen or a console, and it is read by a process of its
own (`hid_reader.py`), so that a stalled device process loses nothing. When the kernel's queue runs over all the same, the whole
scan is dropped: half a card number that is taken for a whole one would be worse than "please scan again".
"""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.drivers.port import (
    DeviceError,
    DeviceMisconfigured,
    DeviceMute,
    DeviceOffline,
    DeviceTaken,
    NoDevice,
    Report,
)
from kiosk.drivers.scanner.code_scanner import CodeScanner
from kiosk.drivers.scanner.keys import DROPPED, Typist
from kiosk.link.settings_devices import Scanner

READ_BYTES = 64 * 1024
PIPE_BYTES = 1024 * 1024
"""What waits while this process is held up: 43,000 events, 10,000 characters."""

START_SECONDS = 30.0
"""For the reader's first word. It is an interpreter that starts, not a device that answers: on a busy box with a slow card that
takes seconds (in the lab's emulation more than the 4 s that a device has), and whoever is killed for it never gets there."""

_CAUSES: dict[str, type[DeviceError]] = {
    "taken": DeviceTaken,
    "missing": NoDevice,
    "misconfigured": DeviceMisconfigured,
}


class HidScanner(CodeScanner):
    """A scanner that types."""

    def __init__(
        self, settings: Scanner, beside: Path, report: Report, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`port` is a stable name, like `/dev/input/by-id/…-event-kbd`; one that does not begin with `/` is in `beside`."""
        super().__init__(settings, report, clock=clock)
        self._port = self.node = beside / settings.port
        self._reader: subprocess.Popen[bytes] | None = None
        self._typist = Typist()
        self._discarding = False

    def _claim(self, seconds: float) -> None:  # noqa: ARG002 - see START_SECONDS
        if not self._port.exists():
            raise NoDevice(f"{self._port}: no such device")
        self._reader = subprocess.Popen(
            [sys.executable, "-m", "kiosk.drivers.scanner.hid_reader", str(self._port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        fcntl.fcntl(self._output(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        cause, _, words = self._first_line(START_SECONDS).partition(" ")
        if cause != "ready":
            raise _CAUSES.get(cause, DeviceMute)(f"{self._port}: {words or 'the reader did not start'}")
        self._framer, self._typist, self._discarding = self._fresh_framer(), Typist(), False

    def _release(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        reader.kill()  # it holds nothing but the device
        with reader:  # closes the pipes and waits
            pass

    def _read(self, seconds: float) -> bytes:
        try:
            events = os.read(self._output(), READ_BYTES) if self._ready(self._output(), seconds) else None
        except OSError as fault:
            raise DeviceOffline(f"{self._port}: {fault}") from fault
        if events == b"":
            raise DeviceOffline(f"{self._port}: it has gone")
        return b"".join(self._characters(events or b""))

    def _characters(self, events: bytes) -> list[bytes]:
        typed: list[bytes] = []
        if self._discarding and not events:
            self._discarding = False  # a pause: what follows is another scan
        for character in self._typist.feed(events):
            if character == DROPPED:
                typed.clear()
                self._framer = self._fresh_framer()
                if not self._discarding:
                    self._deliver("lost")
                self._discarding = True
            elif not self._discarding:
                typed.append(character.encode())
            elif character == "\r":
                self._discarding = False
        return typed

    def _output(self) -> int:
        if self._reader is None or self._reader.stdout is None:
            raise DeviceOffline(f"{self.name} is not open")
        return self._reader.stdout.fileno()

    def _first_line(self, seconds: float) -> str:
        line = b""
        deadline = time.monotonic() + seconds
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select((self._output(),), (), (), left)[0]:
                return ""
            if not (one := os.read(self._output(), 1)):  # one at a time: events follow at once
                break
            line += one
        return line.decode("utf-8", "replace").strip()
