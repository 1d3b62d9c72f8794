"""Whatever comes in on a driver's line, for as long as it likes: no crash, no hang, an error that is told, and well after it.

Each driver runs under its real supervisor on a pseudo-terminal where a stranger talks: bursts of the corpus, bent and cut,
plugs pulled, commands of ours in between. Then the emulated device is plugged in where the stranger was.
`KIOSK_FUZZ_SECONDS=60` makes it the long run (`make fuzz`), `KIOSK_FUZZ_SEED` another one.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.drivers.encoder.driver import encoder_of
from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of
from kiosk.drivers.port import Port
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.scanner.choose import scanner_of
from kiosk.link.settings import Settings, parse
from tests.drivers.aids import Events, MemoryOperations
from tests.drivers.conftest import WorldThread
from tests.drivers.noise import BOX, CORPUS, SEED, bent, survives

BOARDS = """
[[bank]]
name = "wall"
driver = "board"
family = "{family}"
port = "line.tty"
open_within_ms = 300
pulse_ms = 100
cooldown_ms = 200
[[bank.compartment]]
number = 1
board = 1
lock = 1
row = 0
column = 0
"""
SCANNER = '[[scanner]]\nname = "it"\nport = "line.tty"\n'
DEVICES = {
    "scanner": SCANNER,
    "stripe reader": SCANNER + 'reads = "stripes"\n',
    "keyboard scanner": SCANNER + 'driver = "hid"\n',
    "printer": '[[printer]]\nname = "it"\ndriver = "serial"\npath = "line.tty"\n',
    "encoder": '[[encoder]]\nname = "it"\nport = "line.tty"\nswipe_seconds = 5\nattempts = 1\n',
    **{f"{family} boards": BOARDS.format(family=family) for family in ("k16", "k12", "k48", "8a")},
}


def bursts() -> list[bytes]:
    """Everything that is stored of what lines have said."""
    found = [b""]
    for name in ("lines.txt", "encoder-answers.txt", "scans.txt"):
        for line in (CORPUS / name).read_text("utf-8").splitlines():
            data = line.partition(" ")[0]
            if line and not line.startswith(("#", "-")):
                found.append(bytes.fromhex(data))
    return found


class Stranger:
    """Somebody who talks on the line: at one end of a pseudo-terminal whose other end is the device's port."""

    def __init__(self, port: Path, dice: random.Random) -> None:
        self._port, self._dice, self._bursts = port, dice, bursts()
        self._ends: tuple[int, ...] = ()
        self.plug()

    def plug(self) -> None:
        """The port is there."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = (master, slave)
        self._port.symlink_to(os.ttyname(slave))

    def unplug(self) -> None:
        """The port is gone."""
        self._port.unlink()
        for end in self._ends:
            os.close(end)

    def talk(self) -> None:
        """A burst or two; what the driver says is heard and forgotten, or left lying."""
        master = self._ends[0]
        if self._dice.random() < 0.02:
            self.unplug()
            time.sleep(self._dice.choice((0.0, 0.05)))
            self.plug()
            return
        if self._dice.random() < 0.8 and select.select([master], [], [], 0.01)[0]:
            with contextlib.suppress(OSError):
                os.read(master, 4096)
        with contextlib.suppress(BlockingIOError):
            os.write(master, self._burst())
        time.sleep(self._dice.choice((0.0, 0.0, 0.002, 0.03)))

    def _burst(self) -> bytes:
        return bent(self._dice.choice(self._bursts) * self._dice.choice((1, 1, 1, 1, 40)), self._dice)


def port_of(settings: Settings, operations: MemoryOperations, events: Events) -> Port:
    """The driver of the one device of this box."""
    if settings.scanners:
        return scanner_of(settings.scanners[0], settings.run, events)
    if settings.printers:
        return printer_of(settings.printers[0], settings.data, settings.run, operations, events)
    if settings.encoders:
        return encoder_of(settings.encoders[0], settings.run, operations, events)
    return bank_of(settings.banks[0], settings, operations, events, Supply())


@pytest.mark.parametrize("device", list(DEVICES))
def test_noise_ends_in_an_error_that_is_told_and_in_a_device_that_serves_again(
    device: str, tmp_path: Path
) -> None:
    for folder in ("run", "data"):
        (tmp_path / folder).mkdir()
    settings = parse(BOX + DEVICES[device], tmp_path / "kiosk.toml")
    operations, events, dice = MemoryOperations(), Events(), random.Random(SEED)
    port = port_of(settings, operations, events)

    @contextlib.contextmanager
    def world() -> Iterator[None]:
        thread = WorldThread(settings)
        try:
            yield
        finally:
            thread.stop()

    survives(port, Stranger(settings.run / "line.tty", dice), world, operations, events, dice)
