"""The driver that writes each slip's bytes into a file of its own: for a site without a printer, and for
whoever prints elsewhere.

`done` means "on the disk": written, fsynced and under its final name. A file cannot run out of paper, so no paper is reported.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from kiosk.drivers.port import (
    Command,
    DeviceOffline,
    Inbox,
    NoDevice,
    OperationRepeated,
    Operations,
    Port,
    RecordUnwritable,
    Report,
)
from kiosk.drivers.printer.connectors import library
from kiosk.drivers.printer.driver import WAITING_SLIPS
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.job import Job, job_of
from kiosk.drivers.printer.layout import NotPrintable
from kiosk.link.messages import DeviceClass, PrintSlip
from kiosk.link.settings_devices import Printer

_UNSAFE = re.compile(r"[^A-Za-z0-9-]")

log = logging.getLogger("kiosk.devices")


class FilePrinter(Port):
    """A folder that slips are written to, as ESC/POS."""

    device_class: DeviceClass = "printer"

    def __init__(self, settings: Printer, folder: Path, operations: Operations, report: Report) -> None:
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._folder = folder
        self._operations = operations
        self._inbox = Inbox(WAITING_SLIPS)
        self._typeface: Typeface | None = None

    def _claim(self, seconds: float) -> None:  # noqa: ARG002 - a folder is there or not, at once
        self._typeface = Typeface()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise NoDevice(f"{self._folder}: {fault.strerror}") from fault
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise NoDevice(f"{self._folder} cannot be written to")

    def _enable(self) -> None:
        self._inbox.open()  # before anybody hears that it is online
        self.say("online")

    def _disable(self) -> None:
        for command in self._inbox.shut():
            self._operations.end(command.operation, "failed", "the printer was lost before it began")

    def _release(self) -> None:
        self._typeface = None

    def submit(self, command: Command) -> None:
        """Queue a slip; one that cannot be queued has failed."""
        if why_not := self._inbox.put(command):
            self._operations.end(command.operation, "failed", why_not)

    def interrupt(self) -> None:
        """End a waiting `turn`."""
        self._inbox.wake()

    def turn(self, seconds: float) -> None:
        """Write the next slip."""
        command = self._inbox.take(seconds)
        if isinstance(command, PrintSlip):
            self._print(command)

    def _print(self, command: PrintSlip) -> None:
        try:
            job = job_of(command.slip, self._settings, self._typeface or Typeface())
            self._operations.begin(command.operation, f"print:{self.name}")
        except NotPrintable as fault:
            log.error("printer %s: a slip cannot be laid out: %s", self.name, fault)  # noqa: TRY400
            self._operations.end(command.operation, "failed", "it cannot be laid out")
        except OperationRepeated:
            log.warning("printer %s: a slip came twice; the second was not printed", self.name)
        except RecordUnwritable as fault:
            log.error("printer %s: a slip was not printed: %s", self.name, fault)  # noqa: TRY400
            self._operations.end(command.operation, "failed", "it could not be recorded")
        else:
            self._write(command.operation, job)

    def _write(self, operation: str, job: Job) -> None:
        """A slip that is not whole never has its final name, so a failure is certain here."""
        final = self._folder / f"{_UNSAFE.sub('_', operation)}.bin"
        half = final.with_suffix(".part")
        connector = library().File(devfile=str(half), auto_flush=False)
        try:
            file = open(half, "wb")  # noqa: SIM115, PTH123 - handed to the connector, which closes it
            connector.device = file
            connector._raw(job.data)  # noqa: SLF001 - python-escpos's documented way to send bytes of one's own
            connector.flush()
            os.fsync(file.fileno())
            connector.close()
            half.replace(final)
        except OSError as fault:
            connector.close()
            self._operations.end(operation, "failed", f"the file cannot be written: {fault.strerror}")
            raise DeviceOffline(f"{half}: {fault.strerror}") from fault
        self._operations.end(operation, "done")
