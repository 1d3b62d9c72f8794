"""The Pi's own lines: gpiozero's LGPIOFactory for the switches, lgpio itself for the coils.

A coil never becomes a gpiozero pin: that would claim it as an input first and drive it afterwards. It is claimed once, as an
output at level low, and pulsed by `lgpio.tx_wave`, whose timing is a C thread's: measured on a kernel's gpiochip while
Python's interpreter was held (docs/devices.md). Not by `tx_pulse`, which begins where a grid of its own period has its next
line: a pulse of 0.3 s up to 0.4 s late, one of 2 s up to 2.1 s, when the bank believes the coil at rest and may drive
another one.
Both sides open the chip for themselves, so that nothing private of gpiozero is used.

lgpio exists on Linux only and needs a board, so it is imported when a bank is claimed and not before. It makes a FIFO in its
working directory at import: `LG_WD` sends that to the runtime directory, and the import then *moves the whole process* there
(seen with lgpio 0.2.2.0), so it is moved back.
When this process dies by SIGKILL, the kernel lowers the lines only with `dtparam=strict_gpiod`; `lines_low` is the second belt.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.drivers.port import DeviceError, DeviceFault, DeviceMisconfigured, DeviceTaken, NoDevice

BEGIN_SECONDS = 0.03
"""lgpio's thread looks for work fifty times a second: so late a wave may begin that was asked for."""

END_MICROSECONDS = 100
"""How long the last step of a wave is said to last: low, and nothing after it."""


def _libraries(folder: Path | None) -> tuple[Any, Any]:
    """The lgpio module and gpiozero's factory class for it. Raises `DeviceMisconfigured` with what to install."""
    os.environ.setdefault("LG_WD", str(folder) if folder is not None else tempfile.gettempdir())
    here = os.open(".", os.O_PATH | os.O_CLOEXEC)
    try:
        import lgpio
        from gpiozero.pins.lgpio import LGPIOFactory
    except (ImportError, OSError) as fault:
        raise DeviceMisconfigured(
            f"the bank's factory is lgpio, and lgpio cannot be used here ({fault}); install this package's extra "
            '"gpio", or Debian\'s python3-lgpio, or set factory = "world" for a demo'
        ) from fault
    finally:
        os.fchdir(here)
        os.close(here)
    return lgpio, LGPIOFactory


class LgpioFactory:
    """A `PulsingFactory` on a Raspberry Pi's header."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where lgpio may put its FIFO. Raises a `DeviceError`."""
        self.lost: Callable[[], None] = lambda: None
        self._lgpio, factory_class = _libraries(folder)
        from gpiozero.exc import PinUnknownPi

        try:
            self._switches = factory_class()
            # The class keeps its pins for the whole process; two banks must not close each other's.
            self._switches.pins = {}
            self._handle = self._lgpio.gpiochip_open(self._switches.chip)
        except PinUnknownPi as fault:
            raise DeviceMisconfigured(
                'this machine is no Raspberry Pi; set factory = "world" for a demo'
            ) from fault
        except self._lgpio.error as fault:
            raise NoDevice(f"the board's pins cannot be opened: {fault}") from fault

    def pin(self, name: int) -> Any:
        """A gpiozero pin, for a switch."""
        return self._switches.pin(name)

    def claim_low(self, pin: int) -> None:
        self._call(pin, "gpio_claim_output", 0)

    def pulse(self, pin: int, seconds: float) -> None:
        step = self._lgpio.pulse  # levels, which of the group's lines (this one), microseconds
        self._call(pin, "tx_wave", [step(1, 1, round(seconds * 1e6)), step(0, 1, END_MICROSECONDS)])

    def low(self, pin: int) -> None:
        self._call(pin, "gpio_write", 0)
        if self._call(pin, "tx_busy", self._lgpio.TX_WAVE):
            # A wave cannot be taken back. One that has begun has nothing left but to go low; one that has not, begins first.
            time.sleep(BEGIN_SECONDS)
            self._call(pin, "gpio_write", 0)

    def free(self, pin: int) -> None:
        self._call(pin, "gpio_free")

    def close(self) -> None:
        self._switches.close()
        self._lgpio.gpiochip_close(self._handle)

    def _call(self, pin: int, function: str, *arguments: Any) -> Any:
        try:
            return getattr(self._lgpio, function)(self._handle, pin, *arguments)
        except self._lgpio.error as fault:
            raise _meaning(pin, fault) from fault


def _meaning(pin: int, fault: Exception) -> DeviceError:
    """The cause behind one of lgpio's errors, which all are of one class."""
    words = f"pin {pin}: {fault}"
    if "busy" in str(fault).lower():
        return DeviceTaken(f"{words} (another process holds it)")
    return DeviceFault(words)
