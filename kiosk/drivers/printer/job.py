"""A slip as the bytes of one print job, by either back end, with python-escpos's commands around them."""

from __future__ import annotations

import msgspec

from kiosk.drivers.printer import commands as esc
from kiosk.drivers.printer.bitmap import picture_of, stripes
from kiosk.drivers.printer.connectors import library
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.text import lines_of
from kiosk.link.settings_devices import Printer
from kiosk.link.slips import Slip

TOP_DOTS = 8
ROWS_PER_SECOND = 600
"""75 mm a second: slower than any receipt printer made in this century."""


class Job(msgspec.Struct, frozen=True):
    """What is sent, and how long it should take to print."""

    data: bytes
    seconds: float


def job_of(slip: Slip, settings: Printer, typeface: Typeface) -> Job:
    """The print job of a slip, ending with a cut. Raises `NotPrintable`."""
    printer = library().Dummy()
    printer.hw("INIT")
    if settings.backend == "text":
        body = lines_of(slip, settings.columns, settings.width_dots, typeface)
        seconds = 1.0 + body.count(b"\n") * 30 / ROWS_PER_SECOND
    else:
        picture = picture_of(slip, settings.width_dots, typeface)
        body = esc.raster(stripes(picture))
        seconds = 1.0 + picture.height / ROWS_PER_SECOND
    printer._raw(body)  # noqa: SLF001 - python-escpos's documented way to send bytes of one's own
    printer.cut(feed=False)
    return Job(bytes(printer.output), seconds)
