"""Which driver a printer's settings ask for."""

from __future__ import annotations

from pathlib import Path

from kiosk.drivers.port import Operations, Port, Report
from kiosk.drivers.printer.connectors import DeviceFileWire, NetworkWire, SerialWire
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.drivers.printer.file import FilePrinter
from kiosk.drivers.printer.usb_wire import Backend, UsbWire
from kiosk.link.settings_devices import Printer


def printer_of(settings: Printer, beside: Path, run: Path, operations: Operations, report: Report) -> Port:
    """The driver for one `[[printer]]`. A path that does not begin with `/` is in the folder `beside`, a line's in `run`.

    A `file` printer whose path is a character device is a printer that answers; any other path is a folder for slips.
    """
    if settings.driver == "network":
        printer = ReceiptPrinter(
            settings, lambda seconds: NetworkWire(settings.host, settings.port, seconds), operations, report
        )
        printer.where = f"{settings.host}:{settings.port}"
        return printer
    if settings.driver == "serial":
        line = run / settings.path
        printer = ReceiptPrinter(
            settings,
            lambda seconds: SerialWire(line, settings.baud, settings.flow, seconds),
            operations,
            report,
        )
        printer.node = line
        return printer
    if settings.driver == "usb":
        host = _world(run / settings.path) if settings.at_the_worlds_usb else None
        printer = ReceiptPrinter(settings, lambda _seconds: UsbWire(settings, host), operations, report)
        printer.where = " ".join(
            ("usb", *filter(None, (settings.usb, settings.usb_serial, settings.usb_port)))
        )
        return printer
    path = beside / settings.path
    if path.is_char_device() or path.is_relative_to("/dev"):
        printer = ReceiptPrinter(settings, lambda _seconds: DeviceFileWire(path), operations, report)
        printer.node = path
        return printer
    folder = FilePrinter(settings, path, operations, report)
    folder.where = str(path)
    return folder


def _world(path: Path) -> Backend:
    """The world's USB, for pyusb: kept for the driver's life, so that one connection is one process's claims."""
    from kiosk.drivers.printer.world_usb import WorldUsb

    return WorldUsb(path)
