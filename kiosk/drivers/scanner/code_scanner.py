"""What scanners have in common, whatever line they are on: waking, arming, and what becomes of a whole scan.

Armed or not, every scan is sent: at home a scan is what starts a visit, and only the desk knows what is on the screen. Arming
is kept as UnifiedPOS's DataEventEnabled for the record, and for scanners whose trigger we shall switch.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Iterable

from kiosk.drivers.port import Health, HealthLevel, Port, Report
from kiosk.drivers.scanner import codes, stripes
from kiosk.drivers.scanner.frames import Frame, Framer
from kiosk.link.messages import DeviceClass, Scanned, ScanRefused
from kiosk.link.settings_devices import Scanner

log = logging.getLogger("kiosk.devices")


class CodeScanner(Port):
    """A scanner, or a reader of stripes; the line that it is on is a subclass's."""

    device_class: DeviceClass = "scanner"

    def __init__(
        self, settings: Scanner, report: Report, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._interpret = codes.read
        if settings.reads == "stripes":
            self.device_class = "stripe_reader"  # a service that needs a scanner is not served by it
            self._interpret = stripes.read
        self._clock = clock
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

    # ------------------------------------------------------------------------------------------ work

    def turn(self, seconds: float) -> None:
        """Wait for bytes, or for the pause that ends a scan."""
        wait = min(seconds, max(0.0, self._framer.deadline() - self._clock()))
        data = self._read(wait)
        now = self._clock()
        self._take(self._framer.feed(data, now) if data else self._framer.idle(now))

    @abstractmethod
    def _read(self, seconds: float) -> bytes:
        """What has come within so many seconds, as characters' bytes. Raises a `DeviceError`."""

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

    # ------------------------------------------------------------------------------------------ for the lines

    def _ready(self, descriptor: int, seconds: float) -> bool:
        """Whether there is something to read; ends early when `interrupt` is called. Raises `OSError`."""
        ready = select.select((descriptor, self._woken.fileno()), (), (), seconds)[0]
        if self._woken.fileno() in ready:
            self._woken.recv(64)
        return descriptor in ready

    def _take(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            outcome = self._interpret(frame) if isinstance(frame, bytes) else frame
            if outcome is not None:
                self._deliver(outcome)

    def _deliver(self, outcome: codes.Code | codes.Refusal) -> None:
        armed = self._armed.is_set()
        self._armed.clear()
        if isinstance(outcome, codes.Code):
            unasked = "" if armed else ", unasked"
            log.info("scanner %s: a scan of %d characters%s", self.name, len(outcome.text), unasked)
            self.report(Scanned(self.name, self.position, outcome.text, outcome.symbology))
        else:
            log.info("scanner %s: a scan was refused: %s", self.name, outcome)
            self.report(ScanRefused(self.name, self.position, outcome))

    def _fresh_framer(self) -> Framer:
        return Framer(
            prefix=self._settings.prefix.encode(),
            suffix=self._settings.suffix.encode(),
            idle_seconds=self._settings.idle_ms / 1000,
        )
