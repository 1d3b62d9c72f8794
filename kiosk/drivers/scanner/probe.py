"""Which ports could be a scanner's, and which of them scans? A scanner cannot be asked: somebody has to scan something.

What is listened with are the drivers themselves, so that what is found out is what will work. Of a scan nothing is kept but
how it began: a stripe begins with % or ;.
"""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec

from kiosk.drivers.port import DeviceError, Event
from kiosk.drivers.scanner.choose import scanner_of
from kiosk.link.messages import Scanned, ScanRefused
from kiosk.link.settings_devices import Scanner

CLAIM_SECONDS = 5.0
TURN_SECONDS = 0.25


class Listener:
    """Listens at one port, in a thread of its own, until something is scanned or `close` is called."""

    def __init__(self, candidate: Scanner, beside: Path) -> None:
        self.candidate = candidate
        self.heard: Scanner | None = None
        """The scanner as the settings should have it, once it has scanned."""
        self.fault = ""
        """Why it could not be listened at, in words."""
        self._over = threading.Event()
        self._listens = threading.Event()
        self._port = scanner_of(candidate, beside, self._report)
        self._thread = threading.Thread(target=self._run, name=f"listen {candidate.port}", daemon=True)
        self._thread.start()

    def listens(self, seconds: float) -> bool:
        """Whether a scan would be heard now, or never will be; waits for that at most so long."""
        return self._listens.wait(seconds)

    def close(self) -> None:
        """Listen no more, and give the port back."""
        self._over.set()
        self._port.interrupt()
        self._thread.join(CLAIM_SECONDS)

    def _run(self) -> None:
        try:
            self._port.open()
            self._port.claim(CLAIM_SECONDS)
            self._port.enable()
            self._listens.set()
            while not self._over.is_set() and self.heard is None:
                self._port.turn(TURN_SECONDS)
        except DeviceError as fault:
            self.fault = str(fault)
        finally:
            self._listens.set()
            self._port.close()

    def _report(self, event: Event) -> None:
        match event:
            case Scanned(text=text):
                stripe = text[:1] in ("%", ";")
                self.heard = msgspec.structs.replace(self.candidate, reads="stripes" if stripe else "codes")
            case ScanRefused():
                self.heard = self.candidate  # what it was nobody needs to know
            case _:
                pass
