"""The devices' wires: a scan to its event, a slip's bytes against the link's speed, a locker's command to its pulse.

Emulated devices, real drivers and the devices' own record on the disk. While lockers are opened another process takes all of a
core, as a desk with a careless plugin would. Floors are the link's own speed, or none: the locker's aim is in milliseconds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.cards import Record, world_of
from bench.measure import Line, percentile, spread
from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of
from kiosk.drivers.port import Port
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.job import job_of
from kiosk.drivers.scanner.choose import scanner_of
from kiosk.drivers.scanner.code_scanner import CodeScanner
from kiosk.drivers.supervisor import Supervisor
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.messages import DeviceChanged, OpenDoor, PrintSlip, Scanned
from kiosk.link.settings import Settings, parse
from kiosk.link.slips import Code, Frame, Pair, Rule, Slip
from kiosk.link.slips import Line as Words

SCANS, SLIPS, OPENINGS, DOORS = 200, 6, 60, 12
LINK_BYTES = 11_520
"""A second, at 115,200 baud."""

AIM_PULSE_MS = 20.0
SETTINGS = """
[paths]
data = "data"
run = "run"
[[scanner]]
name = "scanner"
port = "scanner"
[[printer]]
name = "printer"
driver = "serial"
path = "printer"
[[bank]]
name = "wall"
factory = "world"
pulse_ms = 80
cooldown_ms = 160
debounce_ms = 20
"""
DOOR = "[[bank.compartment]]\nnumber = {n}\ncoil = {coil}\nsensor = {sensor}\nrow = 0\ncolumn = {n}\n"
SLIP = Slip(
    "bench",
    (
        Words("星河广场 服务台", "centre", "large", bold=True),
        Words("爱心雨伞 · 借出凭条", "centre"),
        Rule(),
        Pair("雨伞", "U-0117（蓝色）"),
        Pair("柜门", "1F 东门 17 号"),
        Frame("请于下列时间前归还", "11月25日（周三）22:00"),
        Code("ZG1:0198f3c27d1e7a60", "还伞时可扫此码"),
    ),
)


class Told:
    """What a driver reports, kept with its moment."""

    def __init__(self) -> None:
        self.online = False
        self.scans: dict[str, float] = {}

    def __call__(self, event: object) -> None:
        """From the driver's thread."""
        if isinstance(event, Scanned):
            self.scans[event.text] = time.monotonic()
        elif isinstance(event, DeviceChanged):
            self.online = event.status == "online"


def measure() -> Iterator[Line]:
    """The three lines."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "run").mkdir()
        doors = "".join(DOOR.format(n=n, coil=2 * n, sensor=2 * n + 1) for n in range(1, DOORS + 1))
        settings = parse(SETTINGS + doors, Path(folder) / "kiosk.toml")
        record = Record(settings.data / "devices.log")
        with world_of(settings), WorldHands(settings.world_socket) as hands:
            heard = _scans(settings, hands)
            printed = _slips(settings, hands, record)
            with _busy_core():
                pulsed = _openings(settings, hands, record)
        record.log.close()
    yield Line("a scan's last byte to its event, p99", percentile(heard, 0.99), "ms", details=spread(heard))
    yield Line(
        "bytes on paper ÷ what the link could carry in the time",
        percentile(printed, 0.5),
        "",
        aim=0.9,
        at_least=True,
        details=f"n {len(printed)}, 115,200 baud, from the command to the printer's own word that it is done",
    )
    yield Line(
        "a locker's command to its pulse while a core is busy, p99",
        percentile(pulsed, 0.99),
        "ms",
        aim=AIM_PULSE_MS,
        details=spread(pulsed),
    )


@contextmanager
def _alive(port: Port, told: Told) -> Iterator[None]:
    """The port under its supervisor, once it is online."""
    supervisor = Supervisor(port)
    supervisor.start()
    try:
        _wait(lambda: told.online, f"{port.name} online")
        yield
    finally:
        supervisor.stop()
        supervisor.join(10)


@contextmanager
def _busy_core() -> Iterator[None]:
    """Another process that computes without pause."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def _wait(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"never: {what}")
        time.sleep(0.001)


def _scans(settings: Settings, hands: WorldHands) -> list[float]:
    """Milliseconds from the world's answer that the code is on the line to the event."""
    told = Told()
    port = scanner_of(settings.scanners[0], settings.run, told)
    assert isinstance(port, CodeScanner)
    took = []
    with _alive(port, told):
        for number in range(SCANS):
            code = f"U-{number:04d}"
            port.arm(armed=True)
            began = time.monotonic()
            hands.scan("scanner", code)
            _wait(lambda: code in told.scans, "a scan heard")  # noqa: B023 - waited for in this turn
            took.append((told.scans[code] - began) * 1000)
    return took


def _slips(settings: Settings, hands: WorldHands, record: Record) -> list[float]:
    """The link's own time for a slip's bytes, as a share of the time that printing it took."""
    told = Told()
    port = printer_of(settings.printers[0], settings.data, settings.run, record, told)
    count = len(job_of(SLIP, settings.printers[0], Typeface()).data)
    hands.fault("sluggish", value=LINK_BYTES)
    shares = []
    with _alive(port, told):
        for number in range(SLIPS):
            operation, began = f"slip-{number}", time.monotonic()
            port.submit(PrintSlip(operation, "printer", SLIP))
            _wait(lambda: operation in record.ended, "a slip printed")  # noqa: B023 - waited for in this turn
            shares.append(count / LINK_BYTES / (time.monotonic() - began))
    return shares


def _openings(settings: Settings, hands: WorldHands, record: Record) -> list[float]:
    """Milliseconds from the command to the moment at which the coil had current."""
    told = Told()
    port = bank_of(settings.banks[0], settings, record, told, Supply())
    took = []
    with _alive(port, told):
        for number in range(OPENINGS):
            door, operation = number % DOORS + 1, f"door-{number}"
            time.sleep(0.2)  # the coil before has rested: what is measured is the way of the command
            began_ms = time.time() * 1000
            port.submit(OpenDoor(operation, "wall", door))
            _wait(lambda: operation in record.ended, "a door opened")  # noqa: B023 - waited for in this turn
            pulse = hands.truth().compartment(door).pulses[-1]
            took.append(max(0.0, pulse.at_ms - began_ms))
            hands.close(door)
    return took
