"""The MCP23017's registers, and what is written to them. Pure: pins to bytes, bytes to pins.

Pins are counted as in the settings: 0 to 7 are GPA0 to GPA7, 8 to 15 are GPB0 to GPB7. Register numbers are those of
IOCON.BANK = 0, where A and B follow each other, so that both ports are one write of two bytes (data sheet DS20001952, table
3-5).

GPA7 and GPB7 are outputs only: read as inputs they can corrupt the bus (the maker took them back in revision D of the data
sheet; the chip never changed). The settings refuse a switch there, and without a coil they are held low.
"""

from __future__ import annotations

import msgspec

IODIR, IPOL, GPINTEN, IOCON, GPPU, GPIO, OLAT = 0x00, 0x02, 0x04, 0x0A, 0x0C, 0x12, 0x14

IOCON_OF_BANK_1 = 0x05
"""Where IOCON is when somebody left the chip with its registers counted the other way. As BANK 0 counts it is GPINTENB, which
is to be zero anyhow: so one write brings the chip back, whatever it was."""

ADDRESSES = range(0x20, 0x28)
PINS = range(16)
OUTPUT_ONLY = (7, 15)


class NoSuchPin(ValueError):
    """A pin that the chip does not have, or not as a coil: nothing is sent. The settings are checked for it."""


class Chip(msgspec.Struct, frozen=True):
    """One expander of a bank: which of its pins are coils."""

    address: int
    coils: tuple[int, ...]

    def claim(self) -> tuple[tuple[int, bytes], ...]:
        """(register, data) to be written, in this order: every latch is low before any pin becomes an output."""
        return (
            *self.low(),
            (IPOL, _both(0)),
            (GPINTEN, _both(0)),
            (GPPU, _both(self.inputs)),
            (IODIR, _both(self.inputs)),
        )

    def low(self) -> tuple[tuple[int, bytes], ...]:
        """(register, data) that takes the current from every coil, in whatever state the chip is."""
        return ((IOCON_OF_BANK_1, b"\x00"), (IOCON, b"\x00"), (OLAT, _both(0)))

    def expected(self) -> tuple[tuple[int, bytes], ...]:
        """(register, data) that must be read back, once it is claimed and no coil is driven."""
        return ((IOCON, b"\x00"), (OLAT, _both(0)), (GPPU, _both(self.inputs)), *self.direction())

    def direction(self) -> tuple[tuple[int, bytes], ...]:
        """(register, data) that gives away a chip that has lost its power meanwhile: all its pins are inputs again."""
        return ((IODIR, _both(self.inputs)),)

    def drive(self, pin: int) -> bytes:
        """OLAT with exactly one coil driven. Raises `NoSuchPin` for whatever is not one of this bank's coils."""
        if type(pin) is not int or pin not in self.coils or pin not in PINS:
            raise NoSuchPin(f"expander {self.address:#04x} has no coil at pin {pin}")
        return _both(1 << pin)

    @property
    def inputs(self) -> int:
        """A bit for each pin that is an input, with a pull-up so that none floats."""
        outputs = 0
        for pin in (*self.coils, *OUTPUT_ONLY):
            outputs |= 1 << pin
        return 0xFFFF & ~outputs


def _both(bits: int) -> bytes:
    """Both ports' registers, A first."""
    return bits.to_bytes(2, "little")


def levels(data: bytes) -> int:
    """GPIO as a bit for each pin."""
    return int.from_bytes(data, "little")
