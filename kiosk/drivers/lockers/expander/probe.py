"""Are MCP23017s at a bus? Found by reading alone: not one byte is written to anything.

At the same addresses sit PCF8574s, which take any written byte for the levels of their pins, and a coil may hang on one: so
no register is named. A chip is read from wherever its pointer is, twice around. An MCP23017 counts through its 22 registers,
and a PCF8574 says its port again and again. One that somebody left in another mode of its registers is not found. Which pins
are coils nobody can ask a chip: see `wiring.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from kiosk.drivers.lockers.expander.bus import Bus, WorldBus, meaning, open_bus
from kiosk.drivers.lockers.expander.chip import ADDRESSES, IOCON
from kiosk.drivers.port import DeviceError, DeviceOffline
from kiosk.drivers.probing import Found

REGISTERS = 22

COILS = range(7)
"""Pins whose coil a wall has that is found by itself: GPA0 to GPA6."""

SWITCH_OF = 8
"""The switch of a coil is so many pins further: GPB0 to GPB6."""


def at_bus(path: Path, port: str) -> Found | None:
    """The expanders at a bus; None where there is none. Says what cannot be asked."""
    try:
        bus = open_bus(path)
    except DeviceError as fault:
        return Found(device_class="unknown", port=port, says=str(fault))
    try:
        there = [address for address in ADDRESSES if _is_one(bus, address)]
    except DeviceError as fault:
        return Found(device_class="unknown", port=port, says=str(fault))
    finally:
        bus.close()
    if not there:
        return None
    return Found(
        device_class="lockers",
        driver="expander",
        port=port,
        says=f"MCP23017 at {', '.join(f'{each:#04x}' for each in there)}",
        locks=tuple((address, pin) for address in there for pin in COILS),
    )


def registers(data: bytes) -> bytes | None:
    """Two rounds of an MCP23017's registers, put into their order; None when these are no such rounds.

    The chip may stand anywhere in its round. IOCON is one register at two places, its lowest bit is not there; without an
    interrupt, which nobody here asks for, INTF is zero.
    """
    first, second = data[:REGISTERS], data[REGISTERS:]
    if len(second) != REGISTERS or first != second or len(set(first)) == 1:
        return None
    for turn in range(REGISTERS):
        one = first[turn:] + first[:turn]
        iocon = one[IOCON]
        if iocon == one[IOCON + 1] and not iocon & 0xA1 and one[0x0E:0x10] == b"\0\0" and one[0:2] != b"\0\0":
            return one
    return None


def _is_one(bus: Bus, address: int) -> bool:
    """Raises a `DeviceError` where the bus itself is in trouble."""
    try:
        return registers(_read(bus, address, 2 * REGISTERS)) is not None
    except OSError as fault:
        cause = meaning(fault, address)
        if isinstance(cause, DeviceOffline):
            return False
        raise cause from fault


def _read(bus: Bus, address: int, length: int) -> bytes:
    """Read without naming a register. Raises `OSError`."""
    if isinstance(bus, WorldBus):
        return bus.read(address, length)
    import smbus2

    message = smbus2.i2c_msg.read(address, length)
    cast("smbus2.SMBus", bus).i2c_rdwr(message)
    return bytes(message)
