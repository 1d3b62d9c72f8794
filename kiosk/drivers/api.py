"""All that a driver installed beside the kiosk may import; the promise of stability covers these names and no others.

docs/drivers.md is the tutorial. What a driver is made of (the port of its device class, the errors with their causes, a serial
line) is what the house's own are made of. For its emulator and its tests there is `kiosk.drivers.testing`.
"""

from __future__ import annotations

from kiosk.drivers.lights import Lights
from kiosk.drivers.port import (
    DeviceError,
    DeviceFault,
    DeviceMisconfigured,
    DeviceMute,
    DeviceOffline,
    DeviceTaken,
    NoDevice,
    Report,
)
from kiosk.drivers.serial_port import LineErrors, open_serial, shut
from kiosk.link.lights import Colour, Flash

__all__ = [
    "Colour", "DeviceError", "DeviceFault", "DeviceMisconfigured", "DeviceMute", "DeviceOffline", "DeviceTaken", "Flash",
    "Lights", "LineErrors", "NoDevice", "Report", "open_serial", "shut",
]  # fmt: skip
