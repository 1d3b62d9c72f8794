"""Which driver a scanner's settings ask for."""

from __future__ import annotations

from pathlib import Path

from kiosk.drivers.port import Report
from kiosk.drivers.scanner.code_scanner import CodeScanner
from kiosk.drivers.scanner.hid import HidScanner
from kiosk.drivers.scanner.serial import SerialScanner
from kiosk.link.settings_devices import Scanner


def scanner_of(scanner: Scanner, beside: Path, report: Report) -> CodeScanner:
    """The driver for one `[[scanner]]`; a port that does not begin with `/` is in the folder `beside`."""
    return (HidScanner if scanner.driver == "hid" else SerialScanner)(scanner, beside, report)
