"""What a driver's author tests it with, beside `kiosk.drivers.api`: an emulator's parts, and a bench for one device.

As stable as the other; apart, because a driver's process on the box needs none of it.
"""

from __future__ import annotations

from kiosk.drivers.foreign.bench import Bench
from kiosk.drivers.world.messages import DeviceTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.drivers.world.serial_end import SerialEnd

__all__ = ["Bench", "DeviceTruth", "Plugged", "SerialEnd"]
