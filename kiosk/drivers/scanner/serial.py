"""The driver for scanners on a serial line: USB-CDC ("USB-COM mode") or RS-232, by pyserial.

USB-CDC is preferred to keyboard mode because the kernel keeps 4 KB of a serial line and about ten key strokes of a keyboard.
The port is opened exclusively and by its stable name; modem lines are not required (a pty and many scanners have none).

Armed or not, every scan is sent: at home a scan is what starts a visit, and only the desk knows what is on the screen. Arming
is kept as UnifiedPOS's DataEventEnabled for the record, and for scanners whose trigger we shall switch.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import serial

from kiosk.drivers.port import DeviceOffline, Health, HealthLevel, Port, Report
from kiosk.drivers.scanner import codes
from kiosk.drivers.scanner.frames import Framer
from kiosk.drivers.serial_port import open_serial, shut
from kiosk.link.messages import DeviceClass, Scanned, ScanRefused
from kiosk.link.settings_devices import Scanner

READ_BYTES = 4096

log = logging.getLogger("kiosk.devices")


class SerialScanner(Port):
    """A scanner on a serial line."""

    device_class: ClassVar[DeviceClass] = "scanner"

    def __init__(
        self,
        settings: Scanner,
        beside: Path,
        report: Report,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A port that does not begin with `/` is in the folder `beside`."""
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._port = beside / settings.port
        self._clock = clock
        self._line: serial.Serial | None = None
        self._framer = self._fresh_framer()
        self._armed = threading.Event()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)

    @property
    def armed(self) -> bool:
        """A prompt is waiting for a scan."""
        return self._armed.is_set()

    def arm(self, *, armed: bool) -> None:
        """The next scan is wanted, or no longer; from any thread. One shot: a scan disarms."""
        if armed:
            self._armed.set()
        else:
            self._armed.clear()

    # ------------------------------------------------------------------------------------------ life cycle

    def _claim(self, seconds: float) -> None:
        self._line = open_serial(self._port, self._settings.baud, seconds)
        self._framer = self._fresh_framer()

    def _release(self) -> None:
        line, self._line = self._line, None
        shut(line)

    # ------------------------------------------------------------------------------------------ work

    def turn(self, seconds: float) -> None:
        """Wait for bytes, or for the pause that ends a scan."""
        wait = min(seconds, max(0.0, self._framer.deadline() - self._clock()))
        data = self._read(wait)
        now = self._clock()
        frames = self._framer.feed(data, now) if data else self._framer.idle(now)
        for frame in frames:
            self._deliver(frame)

    def interrupt(self) -> None:
        """End a waiting `turn`."""
        try:
            self._waker.send(b"!")
        except OSError:
            pass  # woken so often that the line is full, or closed in the same moment

    def close(self) -> None:
        """The end, from any stage."""
        super().close()
        self._waker.close()
        self._woken.close()

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """A scanner cannot be asked anything; `interactive` needs somebody to scan something."""
        if level == "interactive" and self.stage == "enabled":
            return Health(ok=True, words=f"{self.name}: scan any code now; it must appear within a second")
        return super().check_health(level)

    def _read(self, seconds: float) -> bytes:
        line = self._line
        if line is None:
            raise DeviceOffline(f"{self.name} is not open")
        try:
            ready = select.select((line.fileno(), self._woken.fileno()), (), (), seconds)[0]
            if self._woken.fileno() in ready:
                self._woken.recv(64)
            return bytes(line.read(READ_BYTES)) if line.fileno() in ready else b""
        except OSError as fault:  # pyserial's exception is one
            raise DeviceOffline(f"{self._port}: {fault}") from fault

    def _deliver(self, frame: bytes | str) -> None:
        outcome = codes.read(frame) if isinstance(frame, bytes) else frame
        if outcome is None:
            return
        armed = self._armed.is_set()
        self._armed.clear()
        if isinstance(outcome, codes.Code):
            log.info(
                "scanner %s: a scan of %d characters%s",
                self.name,
                len(outcome.text),
                "" if armed else ", unasked",
            )
            self.report(Scanned(self.name, self.position, outcome.text, outcome.symbology))
        else:
            log.info("scanner %s: a scan was refused: %s", self.name, outcome)
            self.report(ScanRefused(self.name, self.position, outcome))  # type: ignore[arg-type]

    def _fresh_framer(self) -> Framer:
        return Framer(
            prefix=self._settings.prefix.encode(),
            suffix=self._settings.suffix.encode(),
            idle_seconds=self._settings.idle_ms / 1000,
        )
