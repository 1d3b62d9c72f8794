"""Whatever transfers bring where there is no line, at USB and on I2C: no crash, no hang, an error, and well after it.

The drivers are the real ones: pyusb's own code above a back end that lies, and the guard's process on a bus that does. Both
have a device behind them that is heard in between, so that the noise strikes at every moment of a claim, a poll and a job.
"""

from __future__ import annotations

import asyncio
import errno
import random
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import usb.core

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of
from kiosk.drivers.lockers.expander.emulator import EmulatedBus, Mcp23017
from kiosk.drivers.printer.driver import ReceiptPrinter
from kiosk.drivers.printer.usb_emulator import EmulatedUsb, EmulatedUsbPrinter
from kiosk.drivers.printer.usb_wire import UsbWire
from kiosk.drivers.world.messages import PrinterTruth
from kiosk.link.messages import PrintSlip
from kiosk.link.settings import parse
from kiosk.link.settings_devices import Printer
from kiosk.link.slips import Line, Slip
from tests.drivers.aids import GENEROUS, Events, MemoryOperations
from tests.drivers.conftest import WorldThread
from tests.drivers.noise import BOX, CORPUS, SEED, bent, survives

HONEST = (0.0, 0.5, 0.9, 0.99)
"""How many of a hundred transfers are the device's own, by the mood of the moment."""

EXPANDER = """
[[bank]]
name = "wall"
driver = "expander"
port = "i2c"
open_within_ms = 300
pulse_ms = 100
cooldown_ms = 200
[[bank.compartment]]
number = 1
board = 0x20
coil = 0
sensor = 1
row = 0
column = 0
"""


def stored(kind: str) -> list[bytes | int]:
    """What the corpus has for it: bytes, or the number of an error."""
    found: list[bytes | int] = []
    for line in (CORPUS / "transfers.txt").read_text("utf-8").splitlines():
        which, _, rest = line.partition(" ")
        if which == kind:
            what = rest.partition(" ")[0]
            named = what.startswith("E")
            found.append(getattr(errno, what) if named else b"" if what == "-" else bytes.fromhex(what))
    return found


class Moods:
    """How much noise there is now."""

    def __init__(self, kind: str, dice: random.Random) -> None:
        self.dice = dice
        self._stored = stored(kind)
        self._honest = HONEST[0]
        self.over = False

    def talk(self) -> None:
        """Another mood for a moment."""
        self._honest = self.dice.choice(HONEST)
        time.sleep(self.dice.choice((0.0, 0.002, 0.03)))

    def noise(self) -> bytes | int | None:
        """What this transfer brings; None: what the device itself says."""
        if self.over or self.dice.random() < self._honest:
            return None
        return self.dice.choice(self._stored)


class LyingUsb(EmulatedUsb):
    """A host whose transfers bring whatever they like."""

    def __init__(self, printer: EmulatedUsbPrinter, moods: Moods) -> None:
        super().__init__(printer)
        self.printer, self._moods = printer, moods

    def enumerate_devices(self) -> Iterator[EmulatedUsbPrinter]:
        if isinstance(self._moods.noise(), int) and self._moods.dice.random() < 0.2:
            return iter(())
        return super().enumerate_devices()

    def claim_interface(self, dev_handle: EmulatedUsbPrinter, intf: int) -> None:
        if isinstance(number := self._moods.noise(), int) and self._moods.dice.random() < 0.3:
            _fail(number)
        super().claim_interface(dev_handle, intf)

    def bulk_write(
        self, dev_handle: EmulatedUsbPrinter, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        told = self._moods.noise()
        if told is None:
            return super().bulk_write(dev_handle, ep, intf, data, timeout)
        if isinstance(told, int):
            _fail(told)
        self._there(dev_handle)
        return self._moods.dice.randint(0, len(data))  # taken, it says

    def bulk_read(
        self, dev_handle: EmulatedUsbPrinter, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        told = self._moods.noise()
        if told is None:
            return super().bulk_read(dev_handle, ep, intf, buff, timeout)
        if isinstance(told, int):
            _fail(told)
        self._there(dev_handle)
        data = bent(told, self._moods.dice)[: len(buff)]
        buff[: len(data)] = array("B", data)
        return len(data)


def _fail(number: int) -> None:
    kind = usb.core.USBTimeoutError if number == errno.ETIMEDOUT else usb.core.USBError
    raise kind("noise", -1, number)


class LyingBus(EmulatedBus):
    """A bus whose transactions end as they like, with a chip on it; in a thread of its own."""

    def __init__(self, path: Path, moods: Moods) -> None:
        super().__init__(path)
        self._moods, self._chip = moods, Mcp23017()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), self._loop).result(GENEROUS)

    def talk(self) -> None:
        """Another mood."""
        self._moods.talk()

    def unplug(self) -> None:
        """The bus is gone."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(GENEROUS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GENEROUS)
        self._loop.close()

    async def _end(self) -> None:
        """Whoever is being accepted at this moment is hung up too, before the loop ends."""
        await self.stop()
        while late := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(late)
        await asyncio.sleep(0)

    async def _transfer(self, address: int, written: bytes, length: int) -> bytes:
        told, dice = self._moods.noise(), self._moods.dice
        if told is None:
            return b"\0" + self._chip.transfer(written, length)
        if isinstance(told, int):
            await asyncio.sleep(dice.choice((0.0, 0.0, 0.05)))
            return bytes((told,))
        if dice.random() < 0.02:
            raise ConnectionResetError
        if dice.random() < 0.5:
            self._chip.transfer(written, 0)
        return b"\0" + (bent(told, dice) + dice.randbytes(length))[:length]


class Pulled:
    """A mood and a plug."""

    def __init__(self, moods: Moods, unplug: Callable[[], None]) -> None:
        self.talk, self.unplug = moods.talk, unplug


def test_a_usb_printer_is_told_to_be_lost_and_prints_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Printer(name="it", driver="usb")
    paper = EmulatedUsbPrinter(settings, PrinterTruth("it"), pictures=tmp_path)
    dice = random.Random(SEED)
    moods, operations, events = Moods("usb", dice), MemoryOperations(), Events()
    host = LyingUsb(paper, moods)
    port = ReceiptPrinter(settings, lambda _seconds: UsbWire(settings, host), operations, events)

    @contextmanager
    def well() -> Iterator[None]:
        moods.over = True
        paper.plug()
        yield
        printed = len(paper.truth.slips)
        port.submit(PrintSlip("last", port.name, Slip("any", (Line("伞"),))))
        assert operations.wait("last")[0] == "done"
        assert len(paper.truth.slips) > printed

    survives(port, Pulled(moods, paper.unplug), well, operations, events, dice)


def test_an_expander_is_told_to_be_lost_and_opens_again(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("run", "data"):
        (tmp_path / folder).mkdir()
    settings = parse(BOX + EXPANDER, tmp_path / "kiosk.toml")
    dice = random.Random(SEED)
    operations, events = MemoryOperations(), Events()
    port: Any = bank_of(settings.banks[0], settings, operations, events, Supply())

    @contextmanager
    def well() -> Iterator[None]:
        world = WorldThread(settings)
        try:
            yield
        finally:
            world.stop()

    bus = LyingBus(settings.run / "i2c", Moods("i2c", dice))
    survives(port, bus, well, operations, events, dice)
    assert "Traceback" not in capfd.readouterr().err, f"seed {SEED}: the guard's process raised"
