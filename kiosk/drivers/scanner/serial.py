"""The driver for scanners on a serial line: USB-CDC ("USB-COM mode") or RS-232, by pyserial.

USB-CDC is preferred to keyboard mode because the kernel keeps 4 KB of a serial line and about ten key strokes of a keyboard.
The port is opened exclusively and by its stable name; modem lines are not required (a pty and many scanners have none).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import serial

from kiosk.drivers.port import DeviceOffline, Report
from kiosk.drivers.scanner.code_scanner import CodeScanner
from kiosk.drivers.serial_port import LineErrors, open_serial, shut
from kiosk.link.settings_devices import Scanner

READ_BYTES = 4096


class SerialScanner(CodeScanner):
    """A scanner on a serial line."""

    def __init__(
        self, settings: Scanner, beside: Path, report: Report, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """A port that does not begin with `/` is in the folder `beside`."""
        super().__init__(settings, report, clock=clock)
        self._port = self.node = beside / settings.port
        self._line: serial.Serial | None = None

    def _claim(self, seconds: float) -> None:
        self._line = open_serial(self._port, self._settings.baud, seconds)
        self._framer = self._fresh_framer()

    def _release(self) -> None:
        line, self._line = self._line, None
        shut(line)

    def _read(self, seconds: float) -> bytes:
        line = self._line
        if line is None:
            raise DeviceOffline(f"{self.name} is not open")
        try:
            return bytes(line.read(READ_BYTES)) if self._ready(line.fileno(), seconds) else b""
        except LineErrors as fault:
            raise DeviceOffline(f"{self._port}: {fault}") from fault
