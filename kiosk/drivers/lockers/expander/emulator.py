"""MCP23017s on a bus, for the world: every register of the data sheet, and doors at their pins.

Written from the data sheet (DS20001952: table 3-4 and 3-5, section 3.3), apart from `chip.py`; the same golden transactions
hold both. A chip that loses its power comes back with every pin an input, so its coils fall. A switch needs the chip's own
pull-up: without it an open contact floats, and reads low here.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk.drivers.lockers.emulator import EmulatedDoor
from kiosk.drivers.world.callers import Callers
from kiosk.drivers.world.messages import BoardsTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.link.settings_devices import Bank

REGISTERS = 22
ICON = 0x0A
IODIRA, IPOLA, GPPUA, GPIOA, OLATA = 0x00, 0x02, 0x0C, 0x12, 0x14
READ_ONLY = range(0x0E, 0x12)
"""INTF and INTCAP."""

STUCK_SECONDS = 0.05
"""How long the adapter waits for a bus that is held, as our driver tells the kernel's to."""


class Mcp23017:
    """One chip. `levels()` is what its input pins are held at, as far as something holds them; `changed()` follows a write."""

    def __init__(
        self, levels: Callable[[], Mapping[int, bool]] = dict, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._levels = levels
        self._changed = changed
        self._power_on()

    def reset(self) -> None:
        """The power goes and comes."""
        self._power_on()
        self._changed()

    def transfer(self, written: bytes, length: int) -> bytes:
        """What follows the chip's own address: a register and data, and bytes to be read."""
        if written:
            self._pointer = written[0]
            for value in written[1:]:
                self._store(value)
            if len(written) > 1:
                self._changed()
        return bytes(self._fetch() for _ in range(length))

    def output(self, pin: int) -> bool | None:
        """The level that a pin is driven to; None while it is an input."""
        port, bit = divmod(pin, 8)
        if self.registers[IODIRA + port] >> bit & 1:
            return None
        return bool(self.registers[OLATA + port] >> bit & 1)

    def _power_on(self) -> None:
        """The values of table 3-5."""
        self.registers = bytearray(REGISTERS)
        self.registers[IODIRA] = self.registers[IODIRA + 1] = 0xFF
        self._pointer = 0

    @property
    def _bank_1(self) -> bool:
        return bool(self.registers[ICON] & 0x80)

    def _place(self) -> int | None:
        """Where the pointer points in BANK 0's counting; None is no register."""
        if not self._bank_1:
            return self._pointer if self._pointer < REGISTERS else None
        port, number = divmod(self._pointer, 16)
        return 2 * number + port if port < 2 and number < REGISTERS // 2 else None

    def _advance(self) -> None:
        """IOCON.SEQOP set keeps the pointer, or toggles it between A and B in BANK 0; otherwise it runs, and around."""
        if self.registers[ICON] & 0x20:
            self._pointer ^= 0 if self._bank_1 else 1
        elif self._bank_1:
            self._pointer = (self._pointer + 1) % 0x1B
        else:
            self._pointer = (self._pointer + 1) % REGISTERS

    def _store(self, value: int) -> None:
        place = self._place()
        if place in (GPIOA, GPIOA + 1):
            place += OLATA - GPIOA  # writing the port writes its latch
        self._advance()
        if place in (ICON, ICON + 1):
            self.registers[ICON] = self.registers[ICON + 1] = value & 0xFE  # one register at two places
        elif place is not None and place not in READ_ONLY:
            self.registers[place] = value

    def _fetch(self) -> int:
        place = self._place()
        self._advance()
        if place is None:
            return 0
        if place in (GPIOA, GPIOA + 1):
            return self._port(place - GPIOA)
        return self.registers[place]

    def _port(self, port: int) -> int:
        held = self._levels()
        value = 0
        for bit in range(8):
            pin = 8 * port + bit
            level = self.output(pin)
            if level is None:
                pulled = bool(self.registers[GPPUA + port] >> bit & 1)
                level = held.get(pin, True) and pulled
                level ^= bool(self.registers[IPOLA + port] >> bit & 1)
            value |= level << bit
        return value


class EmulatedBus:
    """One I2C bus: a socket that takes whole transactions. Lives on the world's asyncio loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._callers = Callers(self._attend)
        self.chips: dict[int, EmulatedExpanders] = {}

    async def start(self) -> None:
        """The bus appears."""
        await self._callers.listen_at(self._path)

    async def stop(self) -> None:
        """The bus disappears."""
        await self._callers.hang_up()
        self._path.unlink(missing_ok=True)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            while True:
                address, count, length = await reader.readexactly(3)
                written = await reader.readexactly(count)
                writer.write(await self._transfer(address, written, length))
                await writer.drain()

    async def _transfer(self, address: int, written: bytes, length: int) -> bytes:
        if any("i2c_stuck" in each.truth.faults for each in self.chips.values()):
            await asyncio.sleep(STUCK_SECONDS)
            return bytes((errno.ETIMEDOUT,))
        chips = self.chips.get(address)
        if chips is None:
            return bytes((errno.EREMOTEIO,))
        try:
            return b"\0" + chips.transfer(address, written, length)
        except OSError as fault:
            return bytes((fault.errno or errno.EIO,))


class _Pins(NamedTuple):
    """Where a door hangs on its chip."""

    coil: int
    switch: int


class EmulatedExpanders(Plugged):
    """The expanders of one bank, on a bus that other banks may share."""

    truth: BoardsTruth
    pulled = "i2c_unplugged"

    def __init__(
        self, bank: Bank, truth: BoardsTruth, bus: EmulatedBus, doors: Mapping[int, EmulatedDoor]
    ) -> None:
        """`doors` by number."""
        self.truth = truth
        self._bus = bus
        self._open_level = bool(bank.sensor_open_level)
        self._doors: dict[int, dict[_Pins, EmulatedDoor]] = {}
        for each in bank.compartments:
            pins = _Pins(each.coil, each.sensor)
            self._doors.setdefault(each.board, {})[pins] = doors[each.number]
        self.chips = {address: self._chip(address) for address in self._doors}

    def plug(self) -> None:
        self._bus.chips |= dict.fromkeys(self.chips, self)

    def unplug(self) -> None:
        """No power: nothing answers, and nothing is driven."""
        for address, chip in self.chips.items():
            self._bus.chips.pop(address, None)
            chip.reset()

    def fault(self, kind: str, value: int, *, on: bool) -> None:
        super().fault(kind, value, on=on)
        if on and kind == "i2c_reset":
            for chip in self.chips.values():
                chip.reset()

    def transfer(self, address: int, written: bytes, length: int) -> bytes:
        """One transaction with one of the chips. Raises `OSError` when the chip does not acknowledge."""
        faults = self.truth.faults
        if faults.get("i2c_nack", 0) > 0:
            faults["i2c_nack"] -= 1
            raise OSError(errno.EREMOTEIO, "not acknowledged")
        read = self.chips[address].transfer(written, length)
        return bytes(each ^ 0x04 for each in read) if "i2c_wrong_readback" in faults else read

    def _chip(self, address: int) -> Mcp23017:
        doors = self._doors[address]

        def levels() -> Mapping[int, bool]:
            return {pins.switch: door.contact is self._open_level for pins, door in doors.items()}

        def changed() -> None:
            for pins, door in doors.items():
                door.coil(1 if chip.output(pins.coil) else 0)

        chip = Mcp23017(levels, changed)
        return chip
