"""Opening a serial port: exclusively, by its stable name, without modem lines, and what it means when that fails.

pyserial has one exception class for everything, and it is an `OSError`; the causes are told apart here, once for all drivers.
"""

from __future__ import annotations

import errno
import os
import termios
from pathlib import Path
from typing import Literal, TypeAlias

import serial

from kiosk.drivers.port import DeviceMisconfigured, DeviceTaken, NoDevice

LineErrors = (OSError, termios.error)
"""What a line that has gone raises: pyserial's exceptions are of the first, and flushing raises the second, which is not."""


Flow: TypeAlias = Literal["none", "rtscts", "xonxoff"]
"""How the other end says that it has enough: not at all, by a wire, or by characters."""


def open_serial(port: Path, baud: int, write_seconds: float, flow: Flow = "none") -> serial.Serial:
    """The port, 8N1, for this process alone; reads never wait. Raises a `DeviceError`."""
    try:
        return serial.Serial(
            str(port),
            baud,
            timeout=0,
            write_timeout=write_seconds,
            exclusive=True,
            rtscts=flow == "rtscts",
            xonxoff=flow == "xonxoff",
        )
    except OSError as fault:  # SerialException is one
        raise meaning(port, fault) from fault
    except ValueError as fault:
        raise DeviceMisconfigured(f"{port}: {fault}") from fault


def shut(line: serial.Serial | None) -> None:
    """Close, also what has gone already."""
    if line is not None:
        try:
            line.close()
        except LineErrors:
            pass  # it is gone already


def meaning(port: Path, fault: OSError) -> NoDevice | DeviceTaken:
    """The cause behind an error at opening, without pyserial's habit of saying everything twice."""
    words = f"{port}: {os.strerror(fault.errno) if fault.errno else fault}"
    if fault.errno in (errno.EAGAIN, errno.EBUSY, errno.EACCES, errno.EPERM):
        return DeviceTaken(words)
    return NoDevice(words)
